//! Socket addresses: `(host, port)` and the like to and from the bytes of a C `sockaddr`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serpentarium_runtime::host::network::Question;
use serpentarium_runtime::object::error::{overflow_error, type_error};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Exc, Obj, PyResult, Ref};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::OS_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use crate::{files, native};

/// Room for the path of a UNIX socket.
const UNIX_PATH: usize = 108;

/// The address as Python shows it; `None` for an empty one.
pub(super) fn to_python(address: &[u8]) -> Ref {
    let Some(family) = family_of(address) else {
        return none();
    };
    match i32::from(family) {
        libc::AF_INET if address.len() >= 8 => {
            let ip = Ipv4Addr::new(address[4], address[5], address[6], address[7]);
            Tuple::new(vec![
                Str::from_str(&ip.to_string()).into_obj(),
                Int::new(i64::from(port_of(address))).into_obj(),
            ])
            .into_obj()
        }
        libc::AF_INET6 if address.len() >= 28 => inet6_to_python(address),
        libc::AF_UNIX => unix_to_python(&address[2..]),
        _ => Tuple::new(vec![
            Int::new(i64::from(family)).into_obj(),
            Bytes::new(&address[2..]).into_obj(),
        ])
        .into_obj(),
    }
}

pub(super) fn family_of(address: &[u8]) -> Option<u16> {
    Some(u16::from_ne_bytes([*address.first()?, *address.get(1)?]))
}

fn port_of(address: &[u8]) -> u16 {
    u16::from_be_bytes([address[2], address[3]])
}

fn word(address: &[u8], at: usize) -> [u8; 4] {
    [
        address[at],
        address[at + 1],
        address[at + 2],
        address[at + 3],
    ]
}

fn inet6_to_python(address: &[u8]) -> Ref {
    let mut octets = [0; 16];
    octets.copy_from_slice(&address[8..24]);
    let scope = u32::from_ne_bytes(word(address, 24));
    let flow = u32::from_be_bytes(word(address, 4));
    let mut shown = Ipv6Addr::from(octets).to_string();
    if scope != 0 {
        shown.push_str(&format!("%{scope}"));
    }
    let int = |value: u32| Int::new(i64::from(value)).into_obj();
    Tuple::new(vec![
        Str::from_str(&shown).into_obj(),
        int(u32::from(port_of(address))),
        int(flow),
        int(scope),
    ])
    .into_obj()
}

fn unix_to_python(path: &[u8]) -> Ref {
    if path.first() == Some(&0) {
        // Linux's abstract namespace: not text.
        return Bytes::new(path).into_obj();
    }
    let end = path
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(path.len());
    files::decode(&path[..end]).into_obj()
}

/// Reads an address that a program gave to a method.
///
/// # Errors
/// `TypeError`, `OverflowError`, `gaierror` for unknown names.
pub(super) fn from_python(family: i32, function: &str, address: &Obj) -> PyResult<Vec<u8>> {
    match family {
        libc::AF_UNIX => from_path(address),
        libc::AF_INET => from_pair(function, address),
        libc::AF_INET6 => from_quadruple(function, address),
        _ => Err(Exc::with_message(
            &OS_ERROR,
            &format!("{function}(): bad family"),
        )),
    }
}

fn from_path(address: &Obj) -> PyResult<Vec<u8>> {
    let path = if let Some(text) = address.downcast::<Str>() {
        files::encode(text)?
    } else if serpentarium_runtime::types::bytes_like::is_bytes_like(address) {
        serpentarium_runtime::types::bytes::from_object(address)?
            .as_slice()
            .to_vec()
    } else {
        return Err(type_error(format!(
            "a bytes-like object is required, not '{}'",
            address.ty().tp_name()
        )));
    };
    let is_abstract = path.first() == Some(&0);
    if path.len() + usize::from(!is_abstract) > UNIX_PATH {
        return Err(Exc::with_message(&OS_ERROR, "AF_UNIX path too long"));
    }
    let mut bytes = (libc::AF_UNIX as u16).to_ne_bytes().to_vec();
    bytes.extend(&path);
    if !is_abstract {
        bytes.push(0);
    }
    Ok(bytes)
}

fn items<'a>(function: &str, family: &str, address: &'a Obj) -> PyResult<&'a [&'a Obj]> {
    let Some(tuple) = address.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "{function}(): {family} address must be tuple, not {}",
            address.ty().tp_name()
        )));
    };
    Ok(tuple.as_slice())
}

fn port(function: &str, value: &Obj) -> PyResult<u16> {
    let port = number::index(value)?;
    port.as_i64()
        .and_then(|port| u16::try_from(port).ok())
        .ok_or_else(|| overflow_error(format!("{function}(): port must be 0-65535.")))
}

fn from_pair(function: &str, address: &Obj) -> PyResult<Vec<u8>> {
    let items = items(function, "AF_INET", address)?;
    let [name, number] = items else {
        return Err(type_error(format!(
            "{function}(): AF_INET address must be a pair (host, port)"
        )));
    };
    let ip = host_address(name, libc::AF_INET)?;
    Ok(inet(ip, port(function, number)?))
}

fn from_quadruple(function: &str, address: &Obj) -> PyResult<Vec<u8>> {
    let items = items(function, "AF_INET6", address)?;
    if !(2..=4).contains(&items.len()) {
        return Err(type_error(format!(
            "{function}(): AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])"
        )));
    }
    let mut bytes = host_address(items[0], libc::AF_INET6)?;
    let port = port(function, items[1])?;
    let number = |index: usize| match items.get(index) {
        Some(value) => Ok(number::index(value)?.as_i64().unwrap_or(-1)),
        None => Ok(0),
    };
    let (flow, scope) = (number(2)?, number(3)?);
    if !(0..=0xF_FFFF).contains(&flow) {
        return Err(overflow_error(format!(
            "{function}(): flowinfo must be 0-1048575."
        )));
    }
    bytes.resize(28, 0);
    bytes[2..4].copy_from_slice(&port.to_be_bytes());
    bytes[4..8].copy_from_slice(&(flow as u32).to_be_bytes());
    if items.len() == 4 {
        bytes[24..28].copy_from_slice(&(scope as u32).to_ne_bytes());
    }
    Ok(bytes)
}

fn inet(mut address: Vec<u8>, port: u16) -> Vec<u8> {
    address.resize(16, 0);
    address[2..4].copy_from_slice(&port.to_be_bytes());
    address
}

/// The bytes of an address without a port.
pub(super) fn of_ip(ip: IpAddr) -> Vec<u8> {
    match ip {
        IpAddr::V4(ip) => {
            let mut bytes = (libc::AF_INET as u16).to_ne_bytes().to_vec();
            bytes.extend([0, 0]);
            bytes.extend(ip.octets());
            bytes.resize(16, 0);
            bytes
        }
        IpAddr::V6(ip) => {
            let mut bytes = (libc::AF_INET6 as u16).to_ne_bytes().to_vec();
            bytes.resize(8, 0);
            bytes.extend(ip.octets());
            bytes.resize(28, 0);
            bytes
        }
    }
}

/// The text of a host argument: `str` (encoded with IDNA) or bytes.
pub(super) fn host_text(name: &Obj) -> PyResult<Vec<u8>> {
    if let Some(text) = name.downcast::<Str>() {
        return match text.as_ascii() {
            Some(ascii) => Ok(ascii.as_bytes().to_vec()),
            None => {
                let encoded = serpentarium_runtime::codecs::encode_str(text, "idna", "strict")?;
                Ok(serpentarium_runtime::types::bytes::from_object(&encoded)?
                    .as_slice()
                    .to_vec())
            }
        };
    }
    match name.downcast::<Bytes>() {
        Some(bytes) => Ok(bytes.as_slice().to_vec()),
        None => Err(type_error(format!(
            "str, bytes or bytearray expected, not {}",
            name.ty().tp_name()
        ))),
    }
}

/// A host's address: `''` is any, `<broadcast>` all, numbers themselves, names are looked up.
fn host_address(name: &Obj, family: i32) -> PyResult<Vec<u8>> {
    let text = host_text(name)?;
    let any = if family == libc::AF_INET {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED)
    } else {
        IpAddr::V6(Ipv6Addr::UNSPECIFIED)
    };
    match text.as_slice() {
        b"" => return Ok(of_ip(any)),
        b"<broadcast>" | b"255.255.255.255" if family == libc::AF_INET => {
            return Ok(of_ip(IpAddr::V4(Ipv4Addr::BROADCAST)));
        }
        _ => {}
    }
    let parsed = std::str::from_utf8(&text).ok().and_then(|t| t.parse().ok());
    match parsed {
        Some(IpAddr::V4(ip)) if family == libc::AF_INET => return Ok(of_ip(IpAddr::V4(ip))),
        Some(IpAddr::V6(ip)) if family == libc::AF_INET6 => return Ok(of_ip(IpAddr::V6(ip))),
        _ => {}
    }
    look_up(&text, family)
}

pub(super) fn look_up(name: &[u8], family: i32) -> PyResult<Vec<u8>> {
    let question = Question {
        host: Some(name),
        family,
        ..Question::default()
    };
    let found = super::resolve::look_up(question)?;
    let found = found.map_err(|(code, text)| super::resolve::gai_error(code, &text))?;
    match found.into_iter().next() {
        Some(first) => Ok(first.address),
        None => Err(super::resolve::gai_error(
            libc::EAI_NONAME,
            "Name or service not known",
        )),
    }
}

/// An address of the bytes that `inet_pton` gives.
pub(super) fn packed_to_text(family: i32, packed: &[u8]) -> PyResult {
    match (family, packed) {
        (libc::AF_INET, [a, b, c, d]) => native::text(Ipv4Addr::new(*a, *b, *c, *d).to_string()),
        (libc::AF_INET6, packed) if packed.len() == 16 => {
            let mut octets = [0; 16];
            octets.copy_from_slice(packed);
            native::text(Ipv6Addr::from(octets).to_string())
        }
        (libc::AF_INET | libc::AF_INET6, _) => {
            Err(serpentarium_runtime::object::error::value_error(
                "invalid length of packed IP address string",
            ))
        }
        _ => Err(serpentarium_runtime::object::error::value_error(format!(
            "unknown address family {family}"
        ))),
    }
}
