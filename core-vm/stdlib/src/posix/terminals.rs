//! Terminals: opening pairs of them, their names, who is in the foreground.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::tuple::Tuple;

use super::failed;
use crate::{files, native};

pub(super) fn openpty(_: &Obj) -> PyResult {
    let (leader, follower) = host().control().open_terminal().map_err(failed)?;
    let number = |fd: i32| -> Ref { Int::new(i64::from(fd)).into_obj() };
    Ok(Tuple::new(vec![number(leader), number(follower)]).into_obj())
}

pub(super) fn login_tty(_: &Obj, fd: &Obj) -> PyResult {
    let fd = native::c_int(fd)?;
    host().control().login_terminal(fd).map_err(failed)?;
    native::none()
}

pub(super) fn ttyname(_: &Obj, fd: &Obj) -> PyResult {
    let name = host().control().terminal_name(native::c_int(fd)?);
    Ok(files::decode(&name.map_err(failed)?).into_obj())
}

pub(super) fn tcgetpgrp(_: &Obj, fd: &Obj) -> PyResult {
    let group = host().control().foreground_group(native::c_int(fd)?);
    native::int(i64::from(group.map_err(failed)?))
}

pub(super) fn tcsetpgrp(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let number = |index: usize| args[index].map_or(Ok(0), native::c_int);
    let (fd, group) = (number(0)?, number(1)?);
    let done = host().control().set_foreground_group(fd, group);
    done.map_err(failed)?;
    native::none()
}
