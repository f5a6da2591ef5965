//! Names: `getaddrinfo` and its kin, and byte orders.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serpentarium_runtime::host::host;
use serpentarium_runtime::host::network::{Question, ResolveError, Resolved};
use serpentarium_runtime::object::error::{overflow_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{Args, Exc, Obj, Object, PyResult, Type, TypeSpec};
use serpentarium_runtime::threads::{self, blocking};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::{BaseException, OS_ERROR, module_exception};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use super::address;
use crate::native;

pub(super) static GAI_ERROR: Type = Type::builtin(&GAI_SPEC);
static GAI_SPEC: TypeSpec = module_exception("socket.gaierror", &OS_ERROR);
pub(super) static H_ERROR: Type = Type::builtin(&H_SPEC);
static H_SPEC: TypeSpec = module_exception("socket.herror", &OS_ERROR);

/// `gaierror(code, text)`
pub(super) fn gai_error(code: i32, text: &str) -> Exc {
    resolver_error(&GAI_ERROR, code, text)
}

fn resolver_error(class: &'static Type, code: i32, text: &str) -> Exc {
    let (code, text) = (Int::new(i64::from(code)), Str::from_str(text));
    let made = protocol::call(class.as_obj(), &[code.as_obj(), text.as_obj()]);
    match made.map(|made| made.downcast_into::<BaseException>()) {
        Ok(Ok(instance)) => Exc::from_instance(instance),
        Ok(Err(_)) => type_error("not an exception"),
        Err(error) => error,
    }
}

const ORDER: &str = "($module, integer, /)";

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "getaddrinfo",
        "",
        "getaddrinfo(host, port [, family, type, proto, flags])\n    -> list of (family, type, proto, canonname, sockaddr)\n\nResolve host and port into addrinfo struct.",
        NativeFn::Raw(getaddrinfo),
    ),
    NativeDef::new(
        "gethostname",
        "($self, /)",
        "gethostname() -> string\n\nReturn the current host name.",
        NativeFn::NoArgs(|_| native::text(&host().system_names()[1])),
    ),
    NativeDef::new(
        "gethostbyname",
        "",
        "gethostbyname(host) -> address\n\nReturn the IP address (a string of the form '255.255.255.255') for a host.",
        NativeFn::One(gethostbyname),
    ),
    NativeDef::new(
        "htons",
        ORDER,
        "Convert a 16-bit unsigned integer from host to network byte order.",
        NativeFn::One(|_, value| short("htons", value)),
    ),
    NativeDef::new(
        "ntohs",
        ORDER,
        "Convert a 16-bit unsigned integer from network to host byte order.",
        NativeFn::One(|_, value| short("ntohs", value)),
    ),
    NativeDef::new(
        "htonl",
        ORDER,
        "Convert a 32-bit unsigned integer from host to network byte order.",
        NativeFn::One(|_, value| long(value)),
    ),
    NativeDef::new(
        "ntohl",
        ORDER,
        "Convert a 32-bit unsigned integer from network to host byte order.",
        NativeFn::One(|_, value| long(value)),
    ),
    NativeDef::new(
        "inet_aton",
        "($module, ip_addr, /)",
        "Convert an IP address in string format (123.45.67.89) to the 32-bit packed binary format used in low-level network functions.",
        NativeFn::One(inet_aton),
    ),
    NativeDef::new(
        "inet_ntoa",
        "($module, packed_ip, /)",
        "Convert an IP address from 32-bit packed binary format to string format.",
        NativeFn::One(inet_ntoa),
    ),
    NativeDef::new(
        "inet_pton",
        "",
        "inet_pton(af, ip) -> packed IP address string\n\nConvert an IP address from string format to a packed string suitable\nfor use with low-level network functions.",
        NativeFn::Positional(2, 2, inet_pton),
    ),
    NativeDef::new(
        "inet_ntop",
        "",
        "inet_ntop(af, packed_ip) -> string formatted IP address\n\nConvert a packed IP address of the given family to string format.",
        NativeFn::Positional(2, 2, inet_ntop),
    ),
];

fn getaddrinfo(_: &Obj, args: Args<'_>) -> PyResult {
    let signature = "(host, port, family=0, type=0, proto=0, flags=0)";
    let bound = serpentarium_runtime::object::args::parsed(signature).bind("getaddrinfo", args)?;
    let name = match native::given(bound[0]) {
        Some(name) => Some(
            match name.downcast::<Str>().is_some() || name.downcast::<Bytes>().is_some() {
                true => address::host_text(name)?,
                false => {
                    return Err(type_error(
                        "getaddrinfo() argument 1 must be string or None",
                    ));
                }
            },
        ),
        None => None,
    };
    let service = match native::given(bound[1]) {
        None => None,
        Some(port) if port.downcast::<Int>().is_some() => {
            Some(protocol::str(port)?.to_string_lossy().into_bytes())
        }
        Some(port) if port.downcast::<Str>().is_some() || port.downcast::<Bytes>().is_some() => {
            Some(address::host_text(port)?)
        }
        Some(_) => return Err(Exc::with_message(&OS_ERROR, "Int or String expected")),
    };
    let number = |index: usize| bound[index].map_or(Ok(0), native::c_int);
    let question = Question {
        host: name.as_deref(),
        service: service.as_deref(),
        family: number(2)?,
        kind: number(3)?,
        protocol: number(4)?,
        flags: number(5)?,
    };
    let found = look_up(question)?.map_err(|(code, text)| gai_error(code, &text))?;
    let int = |value: i32| Int::new(i64::from(value)).into_obj();
    let entries = found.into_iter().map(|entry| {
        Tuple::new(vec![
            int(entry.family),
            int(entry.kind),
            int(entry.protocol),
            crate::files::decode(&entry.canonical_name).into_obj(),
            address::to_python(&entry.address),
        ])
        .into_obj()
    });
    Ok(List::new(entries.collect()).into_obj())
}

/// Looks a name up without holding up other threads.
pub(super) fn look_up(question: Question<'_>) -> PyResult<Result<Vec<Resolved>, ResolveError>> {
    let network = host().network();
    if threads::is_alone() {
        return Ok(network.resolve(question));
    }
    let resolving = match network.resolve_aside(question) {
        Ok(Some(resolving)) => resolving,
        // Without another thread the name is still found.
        Ok(None) | Err(_) => return Ok(network.resolve(question)),
    };
    loop {
        match blocking::until_resolved(&resolving) {
            Ok(()) => return Ok(resolving.answer()),
            Err(libc::EINTR) => crate::signal::run_handlers()?,
            Err(errno) => return Err(super::failed(errno)),
        }
    }
}

fn gethostbyname(_: &Obj, name: &Obj) -> PyResult {
    let text = address::host_text(name)?;
    let found = address::look_up(&text, libc::AF_INET)?;
    address::packed_to_text(libc::AF_INET, found.get(4..8).unwrap_or_default())
}

fn short(function: &str, value: &Obj) -> PyResult {
    let given = number::index(value)?;
    if given.is_negative() {
        return Err(overflow_error(format!(
            "{function}: can't convert negative Python int to C 16-bit unsigned integer"
        )));
    }
    match given.as_i64().and_then(|given| u16::try_from(given).ok()) {
        Some(given) => native::int(i64::from(given.to_be())),
        None => Err(overflow_error(format!(
            "{function}: Python int too large to convert to C 16-bit unsigned integer"
        ))),
    }
}

fn long(value: &Obj) -> PyResult {
    let given = number::index(value)?;
    if given.is_negative() {
        return Err(overflow_error(
            "can't convert negative value to unsigned int",
        ));
    }
    match given.as_i64().and_then(|given| u32::try_from(given).ok()) {
        Some(given) => native::int(i64::from(given.to_be())),
        None => Err(overflow_error("int larger than 32 bits")),
    }
}

fn ascii<'a>(function: &str, value: &'a Obj) -> PyResult<&'a str> {
    let text = native::str_arg(function, "argument", value)?;
    text.as_ascii()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| value_error("embedded null character"))
}

/// One to four numbers, each decimal, octal or hexadecimal; the last fills what is left.
fn loose_ipv4(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() > 4 {
        return None;
    }
    let number = |part: &&str| {
        let lower = part.to_ascii_lowercase();
        if let Some(hexadecimal) = lower.strip_prefix("0x") {
            return u64::from_str_radix(hexadecimal, 16).ok();
        }
        match lower.strip_prefix('0') {
            Some(octal) if !octal.is_empty() => u64::from_str_radix(octal, 8).ok(),
            _ => lower.parse().ok(),
        }
    };
    let numbers: Option<Vec<u64>> = parts.iter().map(number).collect();
    let numbers = numbers?;
    let (last, front) = numbers.split_last()?;
    if front.iter().any(|part| *part > 255) || *last >= 1 << (8 * (4 - front.len())) {
        return None;
    }
    let front = front.iter().enumerate();
    let high = front.fold(0, |sum, (index, part)| sum | part << (24 - 8 * index));
    u32::try_from(high | last).ok()
}

fn inet_aton(_: &Obj, text: &Obj) -> PyResult {
    match loose_ipv4(ascii("inet_aton", text)?) {
        Some(ip) => Ok(Bytes::new(&ip.to_be_bytes()).into_obj()),
        None => Err(Exc::with_message(
            &OS_ERROR,
            "illegal IP address string passed to inet_aton",
        )),
    }
}

fn packed(value: &Obj) -> PyResult<Vec<u8>> {
    let bytes = serpentarium_runtime::types::bytes::from_object(value)?;
    Ok(bytes.as_slice().to_vec())
}

fn inet_ntoa(_: &Obj, value: &Obj) -> PyResult {
    match packed(value)?.as_slice() {
        [a, b, c, d] => native::text(Ipv4Addr::new(*a, *b, *c, *d).to_string()),
        _ => Err(Exc::with_message(&OS_ERROR, "packed IP wrong length")),
    }
}

fn inet_pton(_: &Obj, args: &[&Obj]) -> PyResult {
    let family = native::c_int(args[0])?;
    let text = ascii("inet_pton", args[1])?;
    let parsed = match family {
        libc::AF_INET => text.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        libc::AF_INET6 => text.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        _ => return Err(super::failed(libc::EAFNOSUPPORT)),
    };
    match parsed {
        Some(IpAddr::V4(ip)) => Ok(Bytes::new(&ip.octets()).into_obj()),
        Some(IpAddr::V6(ip)) => Ok(Bytes::new(&ip.octets()).into_obj()),
        None => Err(Exc::with_message(
            &OS_ERROR,
            "illegal IP address string passed to inet_pton",
        )),
    }
}

fn inet_ntop(_: &Obj, args: &[&Obj]) -> PyResult {
    let family = native::c_int(args[0])?;
    address::packed_to_text(family, &packed(args[1])?)
}
