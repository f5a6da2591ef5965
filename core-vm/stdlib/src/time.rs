//! `time`: clocks, sleeping, broken-down times.

use serpentarium_runtime::host::{Clock, Tm, host};
use serpentarium_runtime::object::error::{overflow_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::os_error;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::namespace::Namespace;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::struct_sequence::{self, Shape};
use serpentarium_runtime::types::tuple::Tuple;

use serpentarium_runtime::threads::blocking;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: FUNCTIONS,
    exec,
};

static STRUCT_TIME: Shape = Shape {
    name: "time.struct_time",
    doc: "The time value as returned by gmtime(), localtime(), and strptime(), and\naccepted by asctime(), mktime() and strftime().  May be considered as a\nsequence of 9 integers.",
    fields: &[
        ("tm_year", "year, for example, 1993"),
        ("tm_mon", "month of year, range [1, 12]"),
        ("tm_mday", "day of month, range [1, 31]"),
        ("tm_hour", "hours, range [0, 23]"),
        ("tm_min", "minutes, range [0, 59]"),
        ("tm_sec", "seconds, range [0, 61]"),
        ("tm_wday", "day of week, range [0, 6], Monday is 0"),
        ("tm_yday", "day of year, range [1, 366]"),
        (
            "tm_isdst",
            "1 if summer time is in effect, 0 if not, and -1 if unknown",
        ),
        ("tm_zone", "abbreviation of timezone name"),
        ("tm_gmtoff", "offset from UTC in seconds"),
    ],
    visible: 9,
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "time",
        "($module, /)",
        "Return the current time in seconds since the Epoch.\n\nFractions of a second may be present if the system clock provides them.",
        NativeFn::NoArgs(|_| seconds(Clock::Realtime)),
    ),
    NativeDef::new(
        "time_ns",
        "($module, /)",
        "Return the current time in nanoseconds since the Epoch.",
        NativeFn::NoArgs(|_| nanos(Clock::Realtime)),
    ),
    NativeDef::new(
        "monotonic",
        "($module, /)",
        "Monotonic clock, cannot go backward.",
        NativeFn::NoArgs(|_| seconds(Clock::Monotonic)),
    ),
    NativeDef::new(
        "monotonic_ns",
        "($module, /)",
        "Monotonic clock, cannot go backward, as nanoseconds.",
        NativeFn::NoArgs(|_| nanos(Clock::Monotonic)),
    ),
    NativeDef::new(
        "perf_counter",
        "($module, /)",
        "Performance counter for benchmarking.",
        NativeFn::NoArgs(|_| seconds(Clock::Monotonic)),
    ),
    NativeDef::new(
        "perf_counter_ns",
        "($module, /)",
        "Performance counter for benchmarking as nanoseconds.",
        NativeFn::NoArgs(|_| nanos(Clock::Monotonic)),
    ),
    NativeDef::new(
        "process_time",
        "($module, /)",
        "Process time for profiling: sum of the kernel and user-space CPU time.",
        NativeFn::NoArgs(|_| seconds(Clock::ProcessCpu)),
    ),
    NativeDef::new(
        "process_time_ns",
        "($module, /)",
        "Process time for profiling as nanoseconds:\nsum of the kernel and user-space CPU time.",
        NativeFn::NoArgs(|_| nanos(Clock::ProcessCpu)),
    ),
    NativeDef::new(
        "thread_time",
        "($module, /)",
        "Thread time for profiling: sum of the kernel and user-space CPU time.",
        NativeFn::NoArgs(|_| seconds(Clock::ThreadCpu)),
    ),
    NativeDef::new(
        "thread_time_ns",
        "($module, /)",
        "Thread time for profiling as nanoseconds:\nsum of the kernel and user-space CPU time.",
        NativeFn::NoArgs(|_| nanos(Clock::ThreadCpu)),
    ),
    NativeDef::new(
        "sleep",
        "($self, object, /)",
        "sleep(seconds)\n\nDelay execution for a given number of seconds.  The argument may be\na floating-point number for subsecond precision.",
        NativeFn::One(sleep),
    ),
    NativeDef::new(
        "gmtime",
        "($module, seconds=None, /)",
        "Convert seconds since the Epoch to a time tuple expressing UTC (a.k.a. GMT).",
        NativeFn::Bound(gmtime),
    ),
    NativeDef::new(
        "localtime",
        "($module, seconds=None, /)",
        "Convert seconds since the Epoch to a time tuple expressing local time.",
        NativeFn::Bound(localtime),
    ),
    NativeDef::new(
        "mktime",
        "($module, time_tuple, /)",
        "Convert a time tuple in local time to seconds since the Epoch.",
        NativeFn::One(mktime),
    ),
    NativeDef::new(
        "asctime",
        "($module, time_tuple=None, /)",
        "Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'.",
        NativeFn::Bound(asctime),
    ),
    NativeDef::new(
        "ctime",
        "($module, seconds=None, /)",
        "Convert a time in seconds since the Epoch to a string in local time.",
        NativeFn::Bound(ctime),
    ),
    NativeDef::new(
        "strftime",
        "($module, format, time_tuple=None, /)",
        "Convert a time tuple to a string according to a format specification.",
        NativeFn::Bound(strftime),
    ),
    NativeDef::new(
        "strptime",
        "($module, string, format='%a %b %d %H:%M:%S %Y', /)",
        "Parse a string to a time tuple according to a format specification.",
        NativeFn::Bound(strptime),
    ),
    NativeDef::new(
        "get_clock_info",
        "($module, name, /)",
        "Get information of the specified clock.",
        NativeFn::One(get_clock_info),
    ),
    NativeDef::new(
        "tzset",
        "($module, /)",
        "Initialize, or reinitialize, the local timezone to the value stored in\nos.environ['TZ'].",
        NativeFn::NoArgs(|_| native::none()),
    ),
];

fn exec(module: &Obj) -> PyResult<()> {
    let defined = struct_sequence::define(&STRUCT_TIME);
    native::set(module, "struct_time", defined.ty.as_obj().to_ref());
    let year = host().clock(Clock::Realtime) as i64 / 1_000_000_000 / 31_556_952 * 31_556_952;
    let (winter, summer) = (
        host().local_time(year),
        host().local_time(year + 15_778_476),
    );
    let (winter, summer) = match (winter, summer) {
        (Ok(winter), Ok(summer)) if winter.offset <= summer.offset => (winter, summer),
        (Ok(winter), Ok(summer)) => (summer, winter),
        _ => (Tm::default(), Tm::default()),
    };
    native::set_int(module, "timezone", -winter.offset);
    native::set_int(module, "altzone", -summer.offset);
    native::set_int(
        module,
        "daylight",
        i64::from(winter.offset != summer.offset),
    );
    let names = [winter.zone, summer.zone].map(|name| Str::from_str(&name).into_obj());
    native::set(module, "tzname", Tuple::new(names.to_vec()).into_obj());
    for (name, value) in [
        ("CLOCK_REALTIME", 0),
        ("CLOCK_MONOTONIC", 1),
        ("CLOCK_PROCESS_CPUTIME_ID", 2),
        ("CLOCK_THREAD_CPUTIME_ID", 3),
    ] {
        native::set_int(module, name, value);
    }
    native::set_int(module, "_STRUCT_TM_ITEMS", 11);
    Ok(())
}

fn seconds(clock: Clock) -> PyResult {
    let now = host().clock(clock);
    let (whole, rest) = (now.div_euclid(1_000_000_000), now.rem_euclid(1_000_000_000));
    Ok(Float::new(whole as f64 + rest as f64 * 1e-9).into_obj())
}

fn nanos(clock: Clock) -> PyResult {
    native::int(host().clock(clock) as i64)
}

/// A number of seconds as nanoseconds.
fn duration(value: &Obj) -> PyResult<i128> {
    if let Some(int) = value.downcast::<Int>() {
        let seconds = int.as_i64().ok_or_else(too_large)?;
        return Ok(i128::from(seconds) * 1_000_000_000);
    }
    if value.ty().slots().nb_index.is_some() {
        return duration(protocol::number::index(value)?.as_obj());
    }
    let Some(float) = value.downcast::<Float>() else {
        return Err(type_error(format!(
            "'{}' object cannot be interpreted as an integer or float",
            value.ty().tp_name()
        )));
    };
    let seconds = float.value();
    if seconds.is_nan() {
        return Err(value_error("Invalid value NaN (not a number)"));
    }
    if seconds.abs() > 9.2e9 {
        return Err(too_large());
    }
    Ok((seconds * 1e9).ceil() as i128)
}

fn too_large() -> serpentarium_runtime::object::Exc {
    overflow_error("timestamp out of range for platform time_t")
}

fn sleep(_: &Obj, value: &Obj) -> PyResult {
    let wanted = duration(value).map_err(|error| {
        if error.matches(&serpentarium_runtime::types::exceptions::OVERFLOW_ERROR) {
            return overflow_error("timestamp out of range for C PyTime_t");
        }
        error
    })?;
    if wanted < 0 {
        return Err(value_error("sleep length must be non-negative"));
    }
    let deadline = host().clock(Clock::Monotonic) + wanted;
    if wanted == 0 {
        serpentarium_runtime::threads::yield_now();
        return native::none();
    }
    while blocking::sleep_until(deadline).is_err() {
        crate::signal::run_handlers()?;
    }
    native::none()
}

/// Seconds since the epoch, now when left out.
fn moment(value: Option<&Obj>) -> PyResult<i64> {
    match native::given(value) {
        None => Ok(host().clock(Clock::Realtime).div_euclid(1_000_000_000) as i64),
        Some(value) => match value.downcast::<Float>() {
            Some(float) if float.value().is_infinite() => Err(too_large()),
            Some(float) if !float.value().is_finite() => {
                Err(value_error("Invalid value NaN (not a number)"))
            }
            Some(float) => Ok(float.value().floor() as i64),
            None => protocol::number::index(value)?
                .as_i64()
                .ok_or_else(too_large),
        },
    }
}

fn struct_time(tm: &Tm) -> Ref {
    let int = |value: i32| Int::new(i64::from(value)).into_obj();
    struct_sequence::define(&STRUCT_TIME).make(vec![
        Int::new(tm.year).into_obj(),
        int(tm.month),
        int(tm.day),
        int(tm.hour),
        int(tm.minute),
        int(tm.second),
        int(tm.weekday),
        int(tm.yearday),
        int(tm.is_dst),
        Str::from_str(&tm.zone).into_obj(),
        Int::new(tm.offset).into_obj(),
    ])
}

/// Year, month and day of a day number (days since the epoch).
fn civil(days: i64) -> (i64, i32, i32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 {
        month_index + 3
    } else {
        month_index - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as i32, day as i32)
}

fn utc(seconds: i64) -> Tm {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month as usize - 1];
    Tm {
        year,
        month,
        day,
        hour: (rest / 3600) as i32,
        minute: (rest % 3600 / 60) as i32,
        second: (rest % 60) as i32,
        weekday: (days + 3).rem_euclid(7) as i32,
        yearday: before + day + i32::from(leap && month > 2),
        is_dst: 0,
        zone: "UTC".to_owned(),
        offset: 0,
    }
}

fn gmtime(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let mut moment = utc(moment(args[0])?);
    "GMT".clone_into(&mut moment.zone);
    Ok(struct_time(&moment))
}

fn local(seconds: i64) -> PyResult<Tm> {
    host()
        .local_time(seconds)
        .map_err(|errno| os_error::from_errno(errno, None, None))
}

fn localtime(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    Ok(struct_time(&local(moment(args[0])?)?))
}

/// A time tuple argument.
fn tuple_arg(value: &Obj, function: &str) -> PyResult<Tm> {
    let Some(tuple) = value.downcast::<Tuple>() else {
        return Err(type_error("Tuple or struct_time argument required"));
    };
    if tuple.len() != 9 {
        return Err(type_error(format!(
            "{function}(): illegal time tuple argument"
        )));
    }
    let mut fields = [0; 9];
    for (field, item) in fields.iter_mut().zip(tuple.as_slice()) {
        *field = native::c_int(item)?;
    }
    let [
        year,
        month,
        day,
        hour,
        minute,
        second,
        weekday,
        yearday,
        is_dst,
    ] = fields;
    let zone = protocol::getattr_opt_text(value, "tm_zone")?;
    let zone = zone.and_then(|zone| zone.downcast_into::<Str>().ok());
    let offset = protocol::getattr_opt_text(value, "tm_gmtoff")?;
    let offset = offset.and_then(|offset| offset.downcast::<Int>().and_then(Int::as_i64));
    Ok(Tm {
        year: i64::from(year),
        month,
        day,
        hour,
        minute,
        second,
        weekday: weekday.rem_euclid(7),
        yearday,
        is_dst,
        zone: zone.map_or_else(String::new, |zone| zone.to_string_lossy()),
        offset: offset.unwrap_or(0),
    })
}

/// Checks the ranges that formatting needs; zeros become the first.
fn checked(mut tm: Tm) -> PyResult<Tm> {
    if tm.month == 0 {
        tm.month = 1;
    }
    if tm.day == 0 {
        tm.day = 1;
    }
    if tm.yearday == 0 {
        tm.yearday = 1;
    }
    for (ok, what) in [
        ((1..=12).contains(&tm.month), "month out of range"),
        ((1..=31).contains(&tm.day), "day of month out of range"),
        ((0..=23).contains(&tm.hour), "hour out of range"),
        ((0..=59).contains(&tm.minute), "minute out of range"),
        ((0..=61).contains(&tm.second), "seconds out of range"),
        ((1..=366).contains(&tm.yearday), "day of year out of range"),
    ] {
        if !ok {
            return Err(value_error(what));
        }
    }
    Ok(tm)
}

fn mktime(_: &Obj, value: &Obj) -> PyResult {
    let tm = tuple_arg(value, "mktime")?;
    let seconds = host()
        .make_time(&tm)
        .map_err(|_| overflow_error("mktime argument out of range"))?;
    Ok(Float::new(seconds as f64).into_obj())
}

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn shown(tm: &Tm) -> String {
    format!(
        "{} {} {:2} {:02}:{:02}:{:02} {}",
        &DAYS[tm.weekday as usize][..3],
        &MONTHS[tm.month as usize - 1][..3],
        tm.day,
        tm.hour,
        tm.minute,
        tm.second,
        tm.year
    )
}

fn asctime(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let tm = match native::given(args[0]) {
        Some(tuple) => checked(tuple_arg(tuple, "asctime")?)?,
        None => local(moment(None)?)?,
    };
    native::text(shown(&tm))
}

fn ctime(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    native::text(shown(&local(moment(args[0])?)?))
}

/// Week of the year, weeks starting at `first` (0 Monday, 6 Sunday).
fn week(tm: &Tm, first: i32) -> i32 {
    (tm.yearday - 1 + 7 - (tm.weekday - first).rem_euclid(7)) / 7
}

/// ISO 8601 year and week.
fn iso_week(tm: &Tm) -> (i64, i32) {
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let week = (tm.yearday - 1 - tm.weekday + 10) / 7;
    let last_week = |year: i64| {
        let p = |year: i64| {
            (year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400)).rem_euclid(7)
        };
        if p(year) == 4 || p(year - 1) == 3 {
            53
        } else {
            52
        }
    };
    let _ = leap;
    if week < 1 {
        (tm.year - 1, last_week(tm.year - 1))
    } else if week > last_week(tm.year) {
        (tm.year + 1, 1)
    } else {
        (tm.year, week)
    }
}

fn directive(out: &mut String, c: char, tm: &Tm) -> bool {
    let hour12 = if tm.hour % 12 == 0 { 12 } else { tm.hour % 12 };
    let text = match c {
        'a' => DAYS[tm.weekday as usize][..3].to_owned(),
        'A' => DAYS[tm.weekday as usize].to_owned(),
        'b' | 'h' => MONTHS[tm.month as usize - 1][..3].to_owned(),
        'B' => MONTHS[tm.month as usize - 1].to_owned(),
        'c' => shown(tm),
        'C' => format!("{:02}", tm.year.div_euclid(100)),
        'd' => format!("{:02}", tm.day),
        'D' | 'x' => format!(
            "{:02}/{:02}/{:02}",
            tm.month,
            tm.day,
            tm.year.rem_euclid(100)
        ),
        'e' => format!("{:2}", tm.day),
        'F' => format!("{}-{:02}-{:02}", tm.year, tm.month, tm.day),
        'g' => format!("{:02}", iso_week(tm).0.rem_euclid(100)),
        'G' => iso_week(tm).0.to_string(),
        'H' => format!("{:02}", tm.hour),
        'I' => format!("{hour12:02}"),
        'j' => format!("{:03}", tm.yearday),
        'k' => format!("{:2}", tm.hour),
        'l' => format!("{hour12:2}"),
        'm' => format!("{:02}", tm.month),
        'M' => format!("{:02}", tm.minute),
        'n' => "\n".to_owned(),
        'p' => if tm.hour < 12 { "AM" } else { "PM" }.to_owned(),
        'P' => if tm.hour < 12 { "am" } else { "pm" }.to_owned(),
        'r' => format!(
            "{hour12:02}:{:02}:{:02} {}",
            tm.minute,
            tm.second,
            if tm.hour < 12 { "AM" } else { "PM" }
        ),
        'R' => format!("{:02}:{:02}", tm.hour, tm.minute),
        's' => host().make_time(tm).unwrap_or(0).to_string(),
        'S' => format!("{:02}", tm.second),
        't' => "\t".to_owned(),
        'T' | 'X' => format!("{:02}:{:02}:{:02}", tm.hour, tm.minute, tm.second),
        'u' => (tm.weekday + 1).to_string(),
        'U' => format!("{:02}", week(tm, 6)),
        'V' => format!("{:02}", iso_week(tm).1),
        'w' => ((tm.weekday + 1) % 7).to_string(),
        'W' => format!("{:02}", week(tm, 0)),
        'y' => format!("{:02}", tm.year.rem_euclid(100)),
        'Y' => tm.year.to_string(),
        'z' => format!(
            "{}{:02}{:02}",
            if tm.offset < 0 { '-' } else { '+' },
            tm.offset.abs() / 3600,
            tm.offset.abs() % 3600 / 60
        ),
        'Z' => tm.zone.clone(),
        '%' => "%".to_owned(),
        _ => return false,
    };
    out.push_str(&text);
    true
}

fn strftime(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(format) = args[0] else {
        return native::none();
    };
    let format = native::str_arg("strftime", "argument 1", format)?;
    let tm = match native::given(args[1]) {
        Some(tuple) => checked(tuple_arg(tuple, "strftime")?)?,
        None => local(moment(None)?)?,
    };
    let format = format.to_string_lossy();
    let mut out = String::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        // glibc's flags: no padding, or an alternative form without meaning here.
        let flag = chars.next_if(|next| matches!(next, '-' | '_' | '0' | 'E' | 'O'));
        let Some(letter) = chars.next() else {
            out.push('%');
            break;
        };
        let mut part = String::new();
        if !directive(&mut part, letter, &tm) {
            out.push('%');
            out.extend(flag);
            out.push(letter);
            continue;
        }
        match flag {
            Some('-') => {
                let bare = part.trim_start_matches(['0', ' ']);
                out.push_str(if bare.is_empty() { "0" } else { bare });
            }
            _ => out.push_str(&part),
        }
    }
    native::text(out)
}

fn strptime(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let module = crate::builtins::import::import_module("_strptime")?;
    let given: Vec<&Obj> = args.iter().copied().flatten().collect();
    protocol::call_method(&module, "_strptime_time", &given)
}

fn get_clock_info(_: &Obj, name: &Obj) -> PyResult {
    let name = native::str_arg("get_clock_info", "argument 1", name)?.to_string_lossy();
    let (clock, implementation, monotonic, adjustable) = match name.as_str() {
        "time" => (
            Clock::Realtime,
            "clock_gettime(CLOCK_REALTIME)",
            false,
            true,
        ),
        "monotonic" | "perf_counter" => (
            Clock::Monotonic,
            "clock_gettime(CLOCK_MONOTONIC)",
            true,
            false,
        ),
        "process_time" => (
            Clock::ProcessCpu,
            "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)",
            true,
            false,
        ),
        "thread_time" => (
            Clock::ThreadCpu,
            "clock_gettime(CLOCK_THREAD_CPUTIME_ID)",
            true,
            false,
        ),
        _ => return Err(value_error("unknown clock")),
    };
    let info = Dict::new();
    info.set_text("implementation", Str::from_str(implementation).into_obj());
    info.set_text("monotonic", bool_ref(monotonic));
    info.set_text("adjustable", bool_ref(adjustable));
    let resolution = host().clock_resolution(clock) as f64 * 1e-9;
    info.set_text("resolution", Float::new(resolution).into_obj());
    let _ = none();
    Ok(Namespace::new(info).into_obj())
}
