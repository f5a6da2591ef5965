//! Sending and receiving.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::value_error;
use serpentarium_runtime::object::{Args, Obj, PyResult, Ref};
use serpentarium_runtime::threads::blocking;
use serpentarium_runtime::types::buffer::{self, Buffer, request};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::tuple::Tuple;

use super::{address, socket};
use crate::native;

fn flags(args: &[&Obj], index: usize) -> PyResult<i32> {
    args.get(index).map_or(Ok(0), |flags| native::c_int(flags))
}

/// The size of a buffer to make.
fn size(function: &str, value: &Obj) -> PyResult<usize> {
    usize::try_from(native::size(value)?)
        .map_err(|_| value_error(format!("negative buffersize in {function}")))
}

fn receive(this: &Obj, buffer: &mut [u8], flags: i32) -> PyResult<usize> {
    if buffer.is_empty() {
        return Ok(0);
    }
    socket(this)?.when_ready(libc::POLLIN, |fd| host().receive(fd, buffer, flags))
}

fn receive_from(this: &Obj, buffer: &mut [u8], flags: i32) -> PyResult<(usize, Ref)> {
    let (count, address) = socket(this)?.when_ready(libc::POLLIN, |fd| {
        host().network().receive_from(fd, buffer, flags)
    })?;
    Ok((count, address::to_python(&address)))
}

pub(super) fn recv(this: &Obj, args: &[&Obj]) -> PyResult {
    let mut data = vec![0; size("recv", args[0])?];
    let count = receive(this, &mut data, flags(args, 1)?)?;
    Ok(Bytes::new(&data[..count]).into_obj())
}

pub(super) fn recvfrom(this: &Obj, args: &[&Obj]) -> PyResult {
    let mut data = vec![0; size("recvfrom", args[0])?];
    let (count, address) = receive_from(this, &mut data, flags(args, 1)?)?;
    let data = Bytes::new(&data[..count]).into_obj();
    Ok(Tuple::new(vec![data, address]).into_obj())
}

/// The buffer, how many bytes to put there, and the flags of the `_into` methods.
fn target(function: &str, args: Args<'_>) -> PyResult<(Buffer, usize, i32)> {
    let bound = parsed("(buffer, nbytes=0, flags=0)").bind(function, args)?;
    let object = bound[0].unwrap_or_else(|| unreachable!("required"));
    let target = buffer::get(object, request::WRITABLE)?;
    let wanted = bound[1].map_or(Ok(0), native::size)?;
    let Ok(wanted) = usize::try_from(wanted) else {
        return Err(value_error(format!("negative buffersize in {function}")));
    };
    if wanted > target.len {
        return Err(value_error(if function == "recvfrom_into" {
            "nbytes is greater than the length of the buffer"
        } else {
            "buffer too small for requested bytes"
        }));
    }
    let wanted = if wanted == 0 { target.len } else { wanted };
    let flags = bound[2].map_or(Ok(0), native::c_int)?;
    Ok((target, wanted, flags))
}

pub(super) fn recv_into(this: &Obj, args: Args<'_>) -> PyResult {
    let (target, wanted, flags) = target("recv_into", args)?;
    let mut data = vec![0; wanted];
    let count = receive(this, &mut data, flags)?;
    target.write(0, &data[..count]);
    Ok(Int::from_usize(count).into_obj())
}

pub(super) fn recvfrom_into(this: &Obj, args: Args<'_>) -> PyResult {
    let (target, wanted, flags) = target("recvfrom_into", args)?;
    let mut data = vec![0; wanted];
    let (count, address) = receive_from(this, &mut data, flags)?;
    target.write(0, &data[..count]);
    Ok(Tuple::new(vec![Int::from_usize(count).into_obj(), address]).into_obj())
}

fn payload(value: &Obj) -> PyResult<Vec<u8>> {
    Ok(buffer::get(value, request::SIMPLE)?.to_vec())
}

pub(super) fn send(this: &Obj, args: &[&Obj]) -> PyResult {
    let (data, flags) = (payload(args[0])?, flags(args, 1)?);
    let sent = socket(this)?.when_ready(libc::POLLOUT, |fd| blocking::send(fd, &data, flags))?;
    Ok(Int::from_usize(sent).into_obj())
}

pub(super) fn sendall(this: &Obj, args: &[&Obj]) -> PyResult {
    let (data, flags) = (payload(args[0])?, flags(args, 1)?);
    let mut rest = data.as_slice();
    while !rest.is_empty() {
        let sent = socket(this)?.when_ready(libc::POLLOUT, |fd| blocking::send(fd, rest, flags))?;
        rest = &rest[sent..];
        crate::signal::run_handlers()?;
    }
    native::none()
}

pub(super) fn sendto(this: &Obj, args: &[&Obj]) -> PyResult {
    let data = payload(args[0])?;
    let (flags, target) = match args {
        [_, flags, target] => (native::c_int(flags)?, target),
        [_, target] => (0, target),
        _ => return native::none(),
    };
    let this = socket(this)?;
    let address = address::from_python(this.family.get(), "sendto", target)?;
    let sent = this.when_ready(libc::POLLOUT, |fd| {
        host().network().send_to(fd, &data, flags, &address)
    })?;
    Ok(Int::from_usize(sent).into_obj())
}
