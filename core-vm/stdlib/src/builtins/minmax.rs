//! `min` and `max`.

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{Args, Obj, PyResult, Ref, protocol};
use serpentarium_runtime::types::exceptions::suggestions::unexpected_keyword;
use serpentarium_runtime::types::none::is_none;

pub(super) fn min(_: &Obj, args: Args<'_>) -> PyResult {
    extreme(args, CompareOp::Lt, "min")
}

pub(super) fn max(_: &Obj, args: Args<'_>) -> PyResult {
    extreme(args, CompareOp::Gt, "max")
}

fn extreme(args: Args<'_>, op: CompareOp, name: &str) -> PyResult {
    let given = args.positional();
    if given.is_empty() {
        return Err(type_error(format!(
            "{name} expected at least 1 argument, got 0"
        )));
    }
    let (mut key, mut default) = (None, None);
    for (keyword, value) in args.keywords() {
        if keyword.eq_str("key") {
            key = Some(value).filter(|key| !is_none(key));
        } else if keyword.eq_str("default") {
            default = Some(value);
        } else {
            return Err(unexpected_keyword(name, keyword, &["key", "default"]));
        }
    }
    if given.len() > 1 {
        if default.is_some() {
            return Err(type_error(format!(
                "Cannot specify a default for {name}() with multiple positional arguments"
            )));
        }
        let mut best = None;
        for value in given {
            consider(&mut best, (*value).into(), key, op)?;
        }
        return finish(best, None, name);
    }
    let iterator = protocol::iter(given[0])?;
    let mut best = None;
    while let Some(value) = protocol::next(&iterator)? {
        consider(&mut best, value, key, op)?;
    }
    finish(best, default, name)
}

/// Keeps the value when it beats the best so far; equal values keep the first.
fn consider(
    best: &mut Option<(Ref, Option<Ref>)>,
    value: Ref,
    key: Option<&Obj>,
    op: CompareOp,
) -> PyResult<()> {
    let rank = match key {
        Some(key) => Some(protocol::call(key, &[&value])?),
        None => None,
    };
    let better = match best {
        None => true,
        Some((old, old_rank)) => {
            let new = rank.as_ref().unwrap_or(&value);
            let old = old_rank.as_ref().unwrap_or(old);
            protocol::compare_bool(new, old, op)?
        }
    };
    if better {
        *best = Some((value, rank));
    }
    Ok(())
}

fn finish(best: Option<(Ref, Option<Ref>)>, default: Option<&Obj>, name: &str) -> PyResult {
    match (best, default) {
        (Some((value, _)), _) => Ok(value),
        (None, Some(default)) => Ok(default.into()),
        (None, None) => Err(value_error(format!("{name}() iterable argument is empty"))),
    }
}
