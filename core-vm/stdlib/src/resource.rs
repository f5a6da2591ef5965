//! `resource`: limits of processes, and what they used.

use serpentarium_runtime::host::control::Limits;
use serpentarium_runtime::host::host;
use serpentarium_runtime::object::error::{overflow_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::exceptions::{OS_ERROR, os_error};
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::int::convert::as_c_int;
use serpentarium_runtime::types::struct_sequence::{self, Shape};
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "resource",
    doc: "",
    functions: FUNCTIONS,
    exec,
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "getrusage",
        "($module, who, /)",
        "",
        NativeFn::One(getrusage),
    ),
    NativeDef::new(
        "getrlimit",
        "($module, resource, /)",
        "",
        NativeFn::One(|_, resource| pair(limits(0, known(resource)?, None)?)),
    ),
    NativeDef::new(
        "prlimit",
        "($module, pid, resource, limits=None, /)",
        "",
        NativeFn::Bound(prlimit),
    ),
    NativeDef::new(
        "setrlimit",
        "($module, resource, limits, /)",
        "",
        NativeFn::Bound(setrlimit),
    ),
    NativeDef::new(
        "getpagesize",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| native::int(PAGE_SIZE)),
    ),
];

/// Linux on x86-64 and most others.
pub(crate) const PAGE_SIZE: i64 = 4096;
/// How many resources Linux limits.
const RLIM_NLIMITS: i32 = 16;

static USAGE: Shape = Shape {
    name: "resource.struct_rusage",
    doc: "struct_rusage: Result from getrusage.\n\nThis object may be accessed either as a tuple of\n    (utime,stime,maxrss,ixrss,idrss,isrss,minflt,majflt,\n    nswap,inblock,oublock,msgsnd,msgrcv,nsignals,nvcsw,nivcsw)\nor via the attributes ru_utime, ru_stime, ru_maxrss, and so on.",
    fields: &[
        ("ru_utime", "user time used"),
        ("ru_stime", "system time used"),
        ("ru_maxrss", "max. resident set size"),
        ("ru_ixrss", "shared memory size"),
        ("ru_idrss", "unshared data size"),
        ("ru_isrss", "unshared stack size"),
        ("ru_minflt", "page faults not requiring I/O"),
        ("ru_majflt", "page faults requiring I/O"),
        ("ru_nswap", "number of swap outs"),
        ("ru_inblock", "block input operations"),
        ("ru_oublock", "block output operations"),
        ("ru_msgsnd", "IPC messages sent"),
        ("ru_msgrcv", "IPC messages received"),
        ("ru_nsignals", "signals received"),
        ("ru_nvcsw", "voluntary context switches"),
        ("ru_nivcsw", "involuntary context switches"),
    ],
    visible: 16,
};

const CONSTANTS: &[(&str, i64)] = &[
    ("RLIMIT_CPU", 0),
    ("RLIMIT_FSIZE", 1),
    ("RLIMIT_DATA", 2),
    ("RLIMIT_STACK", 3),
    ("RLIMIT_CORE", 4),
    ("RLIMIT_NOFILE", 7),
    ("RLIMIT_OFILE", 7),
    ("RLIMIT_AS", 9),
    ("RLIMIT_RSS", 5),
    ("RLIMIT_NPROC", 6),
    ("RLIMIT_MEMLOCK", 8),
    ("RLIMIT_MSGQUEUE", 12),
    ("RLIMIT_NICE", 13),
    ("RLIMIT_RTPRIO", 14),
    ("RLIMIT_RTTIME", 15),
    ("RLIMIT_SIGPENDING", 11),
    ("RUSAGE_SELF", 0),
    ("RUSAGE_CHILDREN", -1),
    ("RUSAGE_THREAD", 1),
    ("RLIM_INFINITY", -1),
];

fn exec(module: &Obj) -> PyResult<()> {
    native::set(module, "error", OS_ERROR.as_obj().to_ref());
    let usage = struct_sequence::define(&USAGE);
    native::set(module, "struct_rusage", usage.ty.as_obj().to_ref());
    for (name, value) in CONSTANTS {
        native::set_int(module, name, *value);
    }
    Ok(())
}

fn getrusage(_: &Obj, who: &Obj) -> PyResult {
    let usage = match host().control().usage(as_c_int(who)?) {
        Ok(usage) => usage,
        Err(libc::EINVAL) => return Err(value_error("invalid who parameter")),
        Err(errno) => return Err(failed(errno)),
    };
    let mut values = vec![
        Float::new(usage.user_seconds).into_obj(),
        Float::new(usage.system_seconds).into_obj(),
    ];
    values.extend(usage.counts.map(|count| Int::new(count).into_obj()));
    Ok(struct_sequence::define(&USAGE).make(values))
}

fn failed(errno: i32) -> Exc {
    os_error::from_errno(errno, None, None)
}

fn known(resource: &Obj) -> PyResult<i32> {
    match as_c_int(resource)? {
        resource if (0..RLIM_NLIMITS).contains(&resource) => Ok(resource),
        _ => Err(value_error("invalid resource specified")),
    }
}

fn limits(pid: i32, resource: i32, new: Option<Limits>) -> PyResult<Limits> {
    let control = host().control();
    control
        .limits(pid, resource, new)
        .map_err(|errno| match errno {
            libc::EINVAL => value_error("current limit exceeds maximum limit"),
            libc::EPERM if new.is_some() => value_error("not allowed to raise maximum limit"),
            errno => failed(errno),
        })
}

fn setrlimit(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(resource), Some(new)) = (args[0], args[1]) else {
        return native::none();
    };
    let resource = known(resource)?;
    limits(0, resource, Some(from_python(new)?))?;
    native::none()
}

fn prlimit(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(pid), Some(resource)) = (args[0], args[1]) else {
        return native::none();
    };
    let pid = as_c_int(pid)?;
    let resource = known(resource)?;
    let new = native::given(args[2]).map(from_python).transpose()?;
    pair(limits(pid, resource, new)?)
}

fn from_python(value: &Obj) -> PyResult<Limits> {
    let items = protocol::collect(value)?;
    match &items[..] {
        [soft, hard] => Ok((limit(soft)?, limit(hard)?)),
        _ => Err(value_error("expected a tuple of 2 integers")),
    }
}

/// A limit; -1 stands for none.
fn limit(value: &Obj) -> PyResult<u64> {
    let value = number::index(value)?;
    match value.as_i64() {
        Some(-1) => Ok(u64::MAX),
        _ if value.is_negative() => Err(value_error("Cannot convert negative int")),
        _ => u64::try_from(&*value.to_big())
            .map_err(|_| overflow_error("Python int too large to convert to C rlim_t")),
    }
}

fn pair((soft, hard): Limits) -> PyResult {
    let number = |limit: u64| -> Ref {
        match limit {
            u64::MAX => Int::new(-1).into_obj(),
            limit => Int::from_big(limit.into()).into_obj(),
        }
    };
    Ok(Tuple::new(vec![number(soft), number(hard)]).into_obj())
}
