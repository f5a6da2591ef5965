//! Binding the arguments of a call to a Python function's locals, with CPython's
//! messages (`initialize_locals`).

use serpentarium_bytecode::CodeFlags;

use crate::interp::slot::Slot;
use crate::object::error::type_error;
use crate::object::{Exc, Obj, Object, PyResult};
use crate::types::code::Code;
use crate::types::dict::Dict;
use crate::types::function::Function;
use crate::types::list::List;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

/// The call being bound.
struct Call<'a> {
    function: &'a Function,
    code: &'a Code,
    locals: *mut Slot,
    /// Positional arguments given.
    given: usize,
    /// Parameters that can be given by name or position, `*args` and `**kwargs` excluded.
    parameters: usize,
    /// Names of the keyword arguments.
    names: &'a [&'a Obj],
}

/// Fills the locals from `count` slots, the last named by `names`.
///
/// # Safety
/// `locals` are the null locals of a new frame of `code`; `args` holds `count` slots, which
/// are consumed.
pub(crate) unsafe fn bind(
    function: &Function,
    code: &Code,
    locals: *mut Slot,
    args: *mut Slot,
    count: usize,
    names: Option<&Tuple>,
) -> PyResult<()> {
    let named = names.map_or(0, Tuple::len);
    let call = Call {
        function,
        code,
        locals,
        given: count - named,
        parameters: (code.argcount + code.kwonlyargcount) as usize,
        names: names.map_or(&[], Tuple::as_slice),
    };
    // SAFETY: the caller's promise; every slot moves into a local or is closed.
    unsafe {
        let keywords = call.make_keywords_dict();
        let taken = call.given.min(code.argcount as usize);
        std::ptr::copy_nonoverlapping(args, locals, taken);
        call.collect_varargs(args, taken);
        let mut result = Ok(());
        if let Some(names) = names {
            for (index, name) in names.as_slice().iter().enumerate() {
                let value = *args.add(call.given + index);
                if result.is_err() {
                    value.close();
                    continue;
                }
                result = call.keyword(name, value, keywords.as_deref());
            }
        }
        result?;
        if call.given > code.argcount as usize && !code.flags.has(CodeFlags::VARARGS) {
            return Err(call.too_many());
        }
        call.defaults()?;
        call.keyword_defaults()
    }
}

impl Call<'_> {
    unsafe fn local(&self, index: usize) -> *mut Slot {
        // SAFETY: parameters are locals of the frame.
        unsafe { self.locals.add(index) }
    }

    unsafe fn make_keywords_dict(&self) -> Option<crate::object::Ref<Dict>> {
        if !self.code.flags.has(CodeFlags::VARKEYWORDS) {
            return None;
        }
        let dict = Dict::new();
        let index = self.parameters + usize::from(self.code.flags.has(CodeFlags::VARARGS));
        // SAFETY: the local of `**kwargs`.
        unsafe { *self.local(index) = Slot::own(dict.clone().into_obj()) };
        Some(dict)
    }

    unsafe fn collect_varargs(&self, args: *mut Slot, taken: usize) {
        // SAFETY: the slots beyond the taken ones are moved into the tuple or closed.
        unsafe {
            if self.code.flags.has(CodeFlags::VARARGS) {
                let rest: smallvec::SmallVec<[crate::object::Ref; 8]> = (taken..self.given)
                    .map(|index| (*args.add(index)).into_ref())
                    .collect();
                *self.local(self.parameters) = Slot::own(Tuple::from_small(rest).into_obj());
            } else {
                for index in taken..self.given {
                    (*args.add(index)).close();
                }
            }
        }
    }

    unsafe fn keyword(&self, name: &Obj, value: Slot, keywords: Option<&Dict>) -> PyResult<()> {
        // SAFETY: the value moves into a local or a dictionary, or is closed.
        unsafe {
            let Some(name) = name.downcast::<Str>() else {
                value.close();
                return Err(type_error(format!(
                    "{}() keywords must be strings",
                    self.name()
                )));
            };
            let first = self.code.posonlyargcount as usize;
            let found = (first..self.parameters).find(|index| {
                let parameter = self.code.local_name(*index);
                std::ptr::eq(parameter, name) || parameter.eq(name)
            });
            match (found, keywords) {
                (Some(index), _) if !(*self.local(index)).is_null() => {
                    value.close();
                    Err(type_error(format!(
                        "{}() got multiple values for argument '{name}'",
                        self.name()
                    )))
                }
                (Some(index), _) => {
                    *self.local(index) = value;
                    Ok(())
                }
                (None, Some(dict)) => dict.set(name.as_obj(), value.into_ref()),
                (None, None) => {
                    value.close();
                    Err(self.unexpected_keyword(name))
                }
            }
        }
    }

    #[cold]
    fn unexpected_keyword(&self, name: &Str) -> Exc {
        let positional_only =
            || (0..self.code.posonlyargcount as usize).map(|index| self.code.local_name(index));
        if positional_only().any(|parameter| parameter.eq(name)) {
            let is_given = |parameter: &&Str| {
                let mut given = self.names.iter().filter_map(|name| name.downcast::<Str>());
                given.any(|name| parameter.eq(name))
            };
            let given: Vec<String> = positional_only()
                .filter(is_given)
                .map(Str::to_string_lossy)
                .collect();
            return type_error(format!(
                "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                self.name(),
                given.join(", ")
            ));
        }
        let possible: Vec<String> = (self.code.posonlyargcount as usize..self.parameters)
            .map(|index| self.code.local_name(index).to_string_lossy())
            .collect();
        let hint = crate::interp::shim::suggest(&name.to_string_lossy(), &possible)
            .map_or_else(String::new, |found| format!(". Did you mean '{found}'?"));
        type_error(format!(
            "{}() got an unexpected keyword argument '{name}'{hint}",
            self.name()
        ))
    }

    fn name(&self) -> String {
        self.function
            .qualname
            .peek()
            .map_or_else(String::new, Str::to_string_lossy)
    }

    unsafe fn defaults(&self) -> PyResult<()> {
        let wanted = self.code.argcount as usize;
        if self.given >= wanted {
            return Ok(());
        }
        let defaults = self.function.defaults.get();
        let available = defaults.as_ref().map_or(0, |defaults| defaults.len());
        let required = wanted.saturating_sub(available);
        // SAFETY: parameters are locals of the frame.
        unsafe {
            if (self.given..required).any(|index| (*self.local(index)).is_null()) {
                return Err(self.missing(true, required));
            }
            for index in required.max(self.given)..wanted {
                if (*self.local(index)).is_null()
                    && let Some(value) = defaults.as_ref().and_then(|d| d.get(index - required))
                {
                    *self.local(index) = Slot::own(value);
                }
            }
        }
        Ok(())
    }

    unsafe fn keyword_defaults(&self) -> PyResult<()> {
        let first = self.code.argcount as usize;
        let mut missing = false;
        // SAFETY: parameters are locals of the frame.
        unsafe {
            for index in first..self.parameters {
                if !(*self.local(index)).is_null() {
                    continue;
                }
                let name = self.code.local_name(index);
                let default = match self.function.kwdefaults.get() {
                    Some(defaults) => defaults.get(name.as_obj())?,
                    None => None,
                };
                match default {
                    Some(value) => *self.local(index) = Slot::own(value),
                    None => missing = true,
                }
            }
            if missing {
                Err(self.missing(false, self.parameters))
            } else {
                Ok(())
            }
        }
    }

    #[cold]
    fn missing(&self, positional: bool, end: usize) -> Exc {
        let start = if positional {
            0
        } else {
            self.code.argcount as usize
        };
        let names: Vec<String> = (start..end)
            // SAFETY: parameters are locals of the frame.
            .filter(|index| unsafe { (*self.local(*index)).is_null() })
            .map(|index| {
                crate::object::protocol::repr_text(self.code.local_name(index).as_obj())
                    .unwrap_or_default()
            })
            .collect();
        let kind = if positional {
            "positional"
        } else {
            "keyword-only"
        };
        let plural = if names.len() == 1 { "" } else { "s" };
        let list = match names.as_slice() {
            [one] => one.clone(),
            [first, second] => format!("{first} and {second}"),
            [most @ .., last] => format!("{}, and {last}", most.join(", ")),
            [] => String::new(),
        };
        type_error(format!(
            "{}() missing {} required {kind} argument{plural}: {list}",
            self.name(),
            names.len()
        ))
    }

    #[cold]
    unsafe fn too_many(&self) -> Exc {
        let wanted = self.code.argcount as usize;
        let defaults = self.function.defaults.peek().map_or(0, Tuple::len);
        // SAFETY: parameters are locals of the frame.
        let keyword_only = (wanted..self.parameters)
            .filter(|index| unsafe { !(*self.local(*index)).is_null() })
            .count();
        let (plural, signature) = if defaults > 0 {
            (true, format!("from {} to {wanted}", wanted - defaults))
        } else {
            (wanted != 1, wanted.to_string())
        };
        let s = if plural { "s" } else { "" };
        let were = if self.given != 1 || keyword_only > 0 {
            "were"
        } else {
            "was"
        };
        let extra = if keyword_only > 0 {
            let given_plural = if self.given == 1 { "" } else { "s" };
            let keyword_plural = if keyword_only == 1 { "" } else { "s" };
            format!(
                " positional argument{given_plural} (and {keyword_only} keyword-only argument{keyword_plural})"
            )
        } else {
            String::new()
        };
        type_error(format!(
            "{}() takes {signature} positional argument{s} but {}{extra} {were} given",
            self.name(),
            self.given
        ))
    }
}

#[allow(unused_imports)]
use List as _;
