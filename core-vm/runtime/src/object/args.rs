//! Arguments of a call, and binding them to a native function's parameters.
//!
//! A call passes positional arguments, then one value per keyword, then the tuple of
//! keyword names (CPython's vectorcall). A native function declares its parameters
//! as the text that `inspect.signature` shows; [`Signature::bind`] turns a call into
//! one optional value per parameter, with CPython's messages.

use crate::object::error::type_error;
use crate::object::{Obj, Object, PyResult, Type};
use crate::types::exceptions::suggestions::unexpected_keyword;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

/// The arguments of one call, all borrowed from the caller.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// Positional values, then keyword values.
    pub values: &'a [&'a Obj],
    /// Names of the last values; `None` when there are no keywords.
    pub names: Option<&'a Tuple>,
}

impl<'a> Args<'a> {
    pub const EMPTY: Args<'static> = Args {
        values: &[],
        names: None,
    };

    /// Positional arguments only.
    pub fn positional_only(values: &'a [&'a Obj]) -> Args<'a> {
        Args {
            values,
            names: None,
        }
    }

    pub fn keyword_count(&self) -> usize {
        self.names.map_or(0, Tuple::len)
    }

    /// The positional values.
    pub fn positional(&self) -> &'a [&'a Obj] {
        &self.values[..self.values.len() - self.keyword_count()]
    }

    /// The keyword arguments in call order.
    pub fn keywords(&self) -> impl Iterator<Item = (&'a Str, &'a Obj)> + use<'a> {
        let first = self.values.len() - self.keyword_count();
        let values = self.values;
        let names = self.names;
        (first..values.len()).map(move |index| {
            let name = names.and_then(|names| names.as_slice().get(index - first));
            let name = name
                .and_then(|name| name.downcast::<Str>())
                .expect("keyword names are strings");
            (name, values[index])
        })
    }

    /// The keyword argument `name`, if given.
    pub fn keyword(&self, name: &str) -> Option<&'a Obj> {
        self.keywords()
            .find(|(given, _)| given.eq_str(name))
            .map(|(_, value)| value)
    }

    /// Refuses keywords: `NAME() takes no keyword arguments`.
    pub fn no_keywords(&self, function: &str) -> PyResult<()> {
        if self.keyword_count() == 0 {
            Ok(())
        } else {
            Err(type_error(format!(
                "{function}() takes no keyword arguments"
            )))
        }
    }

    /// The positional arguments of a constructor that takes no keywords itself, but leaves
    /// them to the `__init__` of a subclass.
    pub fn keywords_to_init(self, ty: &Type, function: &str) -> PyResult<Args<'a>> {
        if self.keyword_count() > 0 && !has_own_init(ty) {
            self.no_keywords(function)?;
        }
        Ok(Args {
            values: self.positional(),
            names: None,
        })
    }
}

/// Whether a class has another `__init__` than the built-in type it derives from.
fn has_own_init(ty: &Type) -> bool {
    let init = |ty: &Type| ty.slots().init.map(|init| init as usize);
    let mut native = ty.to_ref();
    while native.is_heap() {
        let Some(base) = native.base.get() else {
            break;
        };
        native = base;
    }
    init(ty) != init(&native)
}

/// The values of a call, one per parameter: `None` where it was left out.
pub type Bound<'a> = smallvec::SmallVec<[Option<&'a Obj>; 6]>;

/// One parameter of a native function.
#[derive(Debug, Clone)]
pub struct Parameter {
    pub name: &'static str,
    pub required: bool,
}

/// A native function's parameters, parsed from its signature text.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    pub parameters: Vec<Parameter>,
    /// How many can only be given by position.
    pub positional_only: usize,
    /// How many can be given by position (positional-only included).
    pub positional: usize,
    /// How many positional values are enough without keywords; more than there can be
    /// when a keyword-only parameter has no default.
    required: usize,
    /// `*args`/`**kwargs` appear: such a function takes raw [`Args`].
    pub variadic: bool,
}

impl Signature {
    /// Parses a text such as `($self, key, default=None, /)`. `$self`, `$module` and
    /// `$type` name the bound object and are no parameters.
    pub fn parse(text: &'static str) -> Signature {
        let mut signature = Signature::default();
        let mut keyword_only = false;
        let mut slash = false;
        for part in split_parameters(text.trim().trim_start_matches('(').trim_end_matches(')')) {
            match part {
                "" => {}
                "/" => {
                    slash = true;
                    signature.positional_only = signature.parameters.len();
                }
                "*" => keyword_only = true,
                _ if part.starts_with('$') => {}
                _ if part.starts_with('*') => signature.variadic = true,
                _ => {
                    let (name, default) = part.split_once('=').unwrap_or((part, ""));
                    let required = default.is_empty();
                    signature.parameters.push(Parameter {
                        name: name.trim(),
                        required,
                    });
                    if !keyword_only {
                        signature.positional += 1;
                    }
                }
            }
        }
        let _ = slash;
        signature.required = signature
            .parameters
            .iter()
            .rposition(|parameter| parameter.required)
            .map_or(0, |last| last + 1);
        signature
    }

    fn required_positional(&self) -> usize {
        self.parameters[..self.positional]
            .iter()
            .filter(|p| p.required)
            .count()
    }

    /// Binds a call: one value per parameter, `None` where it was left out.
    ///
    /// # Errors
    /// `TypeError` in the words of CPython's Argument Clinic.
    pub fn bind<'a>(&self, function: &str, args: Args<'a>) -> PyResult<Bound<'a>> {
        let given = args.positional();
        let keywords = args.keyword_count();
        if keywords == 0 && given.len() >= self.required && given.len() <= self.positional {
            let mut bound: Bound<'a> = given.iter().map(|value| Some(*value)).collect();
            bound.resize(self.parameters.len(), None);
            return Ok(bound);
        }
        if self.positional_only == self.parameters.len() {
            if keywords > 0 {
                return Err(type_error(format!(
                    "{function}() takes no keyword arguments"
                )));
            }
            self.check_positional_only(function, given.len())?;
        } else {
            self.check_count(function, given.len(), keywords)?;
        }
        let mut bound: Bound<'a> = smallvec::smallvec![None; self.parameters.len()];
        for (slot, value) in bound.iter_mut().zip(given) {
            *slot = Some(*value);
        }
        // A missing argument is reported before a keyword that is not known.
        let mut wrong = Ok(());
        if keywords > 0 {
            wrong = self.bind_keywords(function, args, &mut bound);
        }
        if let Some(index) = (0..bound.len())
            .find(|index| bound[*index].is_none() && self.parameters[*index].required)
        {
            return Err(self.missing(function, index, given.len()));
        }
        wrong.map(|()| bound)
    }

    fn check_positional_only(&self, function: &str, given: usize) -> PyResult<()> {
        let (low, high) = (self.required_positional(), self.positional);
        if low == high && high <= 1 && given != high {
            let wanted = if high == 0 {
                "no arguments"
            } else {
                "exactly one argument"
            };
            return Err(type_error(format!(
                "{function}() takes {wanted} ({given} given)"
            )));
        }
        check_positional(function, given, low, high)
    }

    fn check_count(&self, function: &str, given: usize, keywords: usize) -> PyResult<()> {
        let total = self.parameters.len();
        if given + keywords > total {
            let plural = if total == 1 { "" } else { "s" };
            let what = if given == 0 {
                "keyword argument"
            } else {
                "argument"
            };
            let amount = given + keywords;
            return Err(type_error(format!(
                "{function}() takes at most {total} {what}{plural} ({amount} given)"
            )));
        }
        if given > self.positional {
            if self.positional == 0 {
                return Err(type_error(format!(
                    "{function}() takes no positional arguments"
                )));
            }
            let how = if self.required_positional() < self.positional {
                "at most"
            } else {
                "exactly"
            };
            let plural = if self.positional == 1 { "" } else { "s" };
            return Err(type_error(format!(
                "{function}() takes {how} {} positional argument{plural} ({given} given)",
                self.positional
            )));
        }
        if given < self.positional_only
            && let Some(required) = self.parameters[..self.positional_only]
                .iter()
                .rposition(|p| p.required)
            && given <= required
        {
            let low = self.required_positional().min(self.positional_only);
            let how = if low < self.positional || self.positional < self.parameters.len() {
                "at least"
            } else {
                "exactly"
            };
            let plural = if low == 1 { "" } else { "s" };
            return Err(type_error(format!(
                "{function}() takes {how} {low} positional argument{plural} ({given} given)"
            )));
        }
        Ok(())
    }

    fn bind_keywords<'a>(
        &self,
        function: &str,
        args: Args<'a>,
        bound: &mut [Option<&'a Obj>],
    ) -> PyResult<()> {
        let given = args.positional().len();
        let mut wrong = Ok(());
        for (name, value) in args.keywords() {
            let found = (self.positional_only..self.parameters.len())
                .find(|index| name.eq_str(self.parameters[*index].name));
            match found {
                Some(index) if index >= given => bound[index] = Some(value),
                _ if wrong.is_err() => {}
                Some(index) => {
                    wrong = Err(type_error(format!(
                        "argument for {function}() given by name ('{}') and position ({})",
                        self.parameters[index].name,
                        index + 1
                    )));
                }
                None => {
                    let known = &self.parameters[self.positional_only..];
                    let known: Vec<&str> = known.iter().map(|known| known.name).collect();
                    wrong = Err(unexpected_keyword(function, name, &known));
                }
            }
        }
        wrong
    }

    fn missing(&self, function: &str, index: usize, given: usize) -> crate::object::Exc {
        if index < self.positional_only {
            let low = self.required_positional();
            let plural = if low == 1 { "" } else { "s" };
            return type_error(format!(
                "{function}() takes at least {low} positional argument{plural} ({given} given)"
            ));
        }
        type_error(format!(
            "{function}() missing required argument '{}' (pos {})",
            self.parameters[index].name,
            index + 1
        ))
    }
}

/// Checks a count of positional arguments (`_PyArg_CheckPositional`).
///
/// # Errors
/// `TypeError`: `NAME expected at least 1 argument, got 0` and its kin.
pub fn check_positional(function: &str, given: usize, low: usize, high: usize) -> PyResult<()> {
    let (how, wanted) = if given < low {
        (if low == high { "" } else { "at least " }, low)
    } else if given > high {
        (if low == high { "" } else { "at most " }, high)
    } else {
        return Ok(());
    };
    let plural = if wanted == 1 { "" } else { "s" };
    Err(type_error(format!(
        "{function} expected {how}{wanted} argument{plural}, got {given}"
    )))
}

/// How a wrong argument is named in a message: its type, or `None`.
pub fn type_in_message(value: &Obj) -> String {
    if crate::types::none::is_none(value) {
        "None".to_owned()
    } else {
        value.ty().tp_name()
    }
}

/// Splits at top-level commas: defaults may hold brackets and quotes.
fn split_parameters(text: &'static str) -> Vec<&'static str> {
    let (mut parts, mut depth, mut quote, mut start) = (Vec::new(), 0usize, None, 0);
    for (index, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(text[start..index].trim());
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

const CACHE_SIZE: usize = 1024;

/// Parsed signatures by the address of their text: a direct-mapped table before a map.
struct Parsed {
    recent: [std::cell::Cell<(usize, Option<&'static Signature>)>; CACHE_SIZE],
    all: std::cell::RefCell<Option<std::collections::HashMap<usize, &'static Signature>>>,
}
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Parsed {}

static PARSED: Parsed = Parsed {
    recent: [const { std::cell::Cell::new((0, None)) }; CACHE_SIZE],
    all: std::cell::RefCell::new(None),
};

/// The signature of a text, parsed once.
pub fn parsed(text: &'static str) -> &'static Signature {
    let address = text.as_ptr() as usize ^ (text.len() << 48);
    let recent = &PARSED.recent[(address >> 2) % CACHE_SIZE];
    if let (known, Some(signature)) = recent.get()
        && known == address
    {
        return signature;
    }
    let mut all = PARSED.all.borrow_mut();
    let signature = *all
        .get_or_insert_default()
        .entry(address)
        .or_insert_with(|| Box::leak(Box::new(Signature::parse(text))));
    recent.set((address, Some(signature)));
    signature
}

/// Owned copies of borrowed arguments with one more in front (a bound `self`).
pub fn prepend<'a>(first: &'a Obj, rest: &[&'a Obj]) -> Vec<&'a Obj> {
    let mut values = Vec::with_capacity(rest.len() + 1);
    values.push(first);
    values.extend_from_slice(rest);
    values
}
