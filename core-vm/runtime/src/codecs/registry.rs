//! Codecs and error handlers that Python code registered.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::object::error::{lookup_error as not_found, type_error};
use crate::object::{Obj, Object, PyResult, Ref, Visitor, protocol};
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;

#[derive(Default)]
struct State {
    search: Vec<Ref>,
    codecs: HashMap<String, Ref<Tuple>>,
    handlers: HashMap<String, Ref>,
}

struct Registry(RefCell<Option<State>>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Registry {}

static REGISTRY: Registry = Registry(RefCell::new(None));

/// Works on the state; `f` must not run Python code.
fn with_state<R>(f: impl FnOnce(&mut State) -> R) -> R {
    f(REGISTRY.0.borrow_mut().get_or_insert_default())
}

/// Reports what is registered.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    with_state(|state| {
        state.search.iter().for_each(|search| visit.obj(search));
        state
            .codecs
            .values()
            .for_each(|codec| visit.obj(codec.as_obj()));
        state
            .handlers
            .values()
            .for_each(|handler| visit.obj(handler));
    });
}

/// `codecs.register(search_function)`
///
/// # Errors
/// `TypeError` when it cannot be called.
pub fn register(search: &Obj) -> PyResult<()> {
    if search.ty().slots().call.is_none() {
        return Err(type_error("argument must be callable"));
    }
    with_state(|state| state.search.push(search.to_ref()));
    Ok(())
}

/// `codecs.unregister(search_function)`
pub fn unregister(search: &Obj) {
    let dropped = with_state(|state| {
        let found = state.search.iter().position(|known| known.is(search));
        found.map(|index| {
            let codecs = std::mem::take(&mut state.codecs);
            (state.search.remove(index), codecs)
        })
    });
    drop(dropped);
}

/// The name under which an encoding is looked up: lower case, runs of other characters
/// than letters, digits and dots as one underscore.
pub fn normalized(encoding: &str) -> String {
    let mut out = String::with_capacity(encoding.len());
    let mut pending = false;
    for c in encoding.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if pending && !out.is_empty() {
                out.push('_');
            }
            pending = false;
            out.push(c.to_ascii_lowercase());
        } else {
            pending = true;
        }
    }
    out
}

/// `codecs.lookup(encoding)`: the `CodecInfo` tuple.
///
/// # Errors
/// `LookupError` for an unknown encoding, and what search functions raise.
pub fn lookup(encoding: &str) -> PyResult<Ref<Tuple>> {
    let name = normalized(encoding);
    if let Some(known) = with_state(|state| state.codecs.get(&name).cloned()) {
        return Ok(known);
    }
    ensure_encodings()?;
    let search = with_state(|state| state.search.clone());
    if search.is_empty() {
        return Err(not_found(
            "no codec search functions registered: can't find encoding",
        ));
    }
    let text = Str::from_str(&name);
    for function in search {
        let found = protocol::call(&function, &[text.as_obj()])?;
        if crate::types::none::is_none(&found) {
            continue;
        }
        let codec = found
            .downcast_into::<Tuple>()
            .ok()
            .filter(|codec| codec.len() == 4)
            .ok_or_else(|| type_error("codec search functions must return 4-tuples"))?;
        with_state(|state| state.codecs.insert(name, codec.clone()));
        return Ok(codec);
    }
    Err(super::unknown_encoding(encoding))
}

/// Imports the package that registers the standard encodings, once.
fn ensure_encodings() -> PyResult<()> {
    if crate::vm::modules()
        .get_str(&intern::intern_str("encodings"))
        .is_some()
    {
        return Ok(());
    }
    let import = crate::vm::builtins().get_str(&crate::vm::names().dunder_import);
    if let Some(import) = import {
        protocol::call(&import, &[intern::intern_str("encodings").as_obj()])?;
    }
    Ok(())
}

/// The functions of a text encoding.
pub struct TextCodec {
    pub encoder: Ref,
    pub decoder: Ref,
}

/// A codec that `str.encode` and `bytes.decode` may use.
///
/// # Errors
/// `LookupError` for an unknown encoding and for codecs that are not about text.
pub fn text_codec(encoding: &str, alternative: &str) -> PyResult<TextCodec> {
    let codec = lookup(encoding)?;
    if !codec.as_obj().is_exact(&crate::types::tuple::TUPLE_TYPE) {
        let flag = protocol::getattr_opt_text(codec.as_obj(), "_is_text_encoding")?;
        if let Some(flag) = flag
            && !protocol::is_true(&flag)?
        {
            return Err(not_found(format!(
                "'{encoding}' is not a text encoding; use {alternative} to handle arbitrary codecs"
            )));
        }
    }
    let part = |index| codec.get(index).unwrap_or_else(crate::types::none::none);
    Ok(TextCodec {
        encoder: part(0),
        decoder: part(1),
    })
}

/// `codecs.register_error(name, handler)`
///
/// # Errors
/// `TypeError` when the handler cannot be called.
pub fn register_error(name: &str, handler: &Obj) -> PyResult<()> {
    if handler.ty().slots().call.is_none() {
        return Err(type_error("handler must be callable"));
    }
    let old = with_state(|state| state.handlers.insert(name.to_owned(), handler.to_ref()));
    drop(old);
    Ok(())
}

/// Forgets a handler that was registered; whether there was one.
pub fn unregister_error(name: &str) -> bool {
    let old = with_state(|state| state.handlers.remove(name));
    old.is_some()
}

/// `codecs.lookup_error(name)`
///
/// # Errors
/// `LookupError` for an unknown name.
pub fn lookup_error(name: &str) -> PyResult {
    if let Some(handler) = with_state(|state| state.handlers.get(name).cloned()) {
        return Ok(handler);
    }
    let builtin = super::builtin_handlers::function(name).ok_or_else(|| unknown_handler(name))?;
    with_state(|state| state.handlers.insert(name.to_owned(), builtin.clone()));
    Ok(builtin)
}

/// `LookupError: unknown error handler name 'NAME'`
#[cold]
pub fn unknown_handler(name: &str) -> crate::object::Exc {
    not_found(format!("unknown error handler name '{name}'"))
}
