//! What is not written in Python: the members of `builtins` and of the modules that CPython
//! implements in C, with signatures and docstrings.
//!
//! Names and signatures come from `data/native_symbols.tsv`, which `tools/native_symbols.py`
//! records from CPython 3.14; docstrings from the `rustpython-doc` crate.

use std::collections::HashMap;
use std::io::Read;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../data/native_symbols.tsv");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeKind {
    Class,
    Function,
    Method,
    ClassMethod,
    StaticMethod,
    SlotWrapper,
    /// A getset or member descriptor.
    DataDescriptor,
    /// Anything else; [`Native::detail`] names its type.
    Object,
}

/// One name of a native module, or one attribute of a native class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Native {
    pub module: &'static str,
    /// `int.bit_length`, `len`.
    pub qualified_name: &'static str,
    pub kind: NativeKind,
    /// The signature; for a class its bases and signature; for an object its type.
    pub detail: &'static str,
    /// `__module__` of a class, where it says another module than the one that holds it.
    pub home: &'static str,
}

struct Table {
    all: Vec<Native>,
    /// Where in `all` the names of a module are.
    modules: HashMap<&'static str, Vec<u32>>,
    /// By module and qualified name; a class also under the module that it says it is from.
    by_name: HashMap<&'static str, HashMap<&'static str, u32>>,
}

fn table() -> &'static Table {
    static PARSED: OnceLock<Table> = OnceLock::new();
    PARSED.get_or_init(parse)
}

fn parse() -> Table {
    let mut table = Table {
        all: Vec::new(),
        modules: HashMap::new(),
        by_name: HashMap::new(),
    };
    let mut module = "builtins";
    for line in TABLE.lines() {
        let mut fields = line.split('\t');
        let (Some(kind), Some(qualified_name)) = (fields.next(), fields.next()) else {
            continue;
        };
        if kind == "M" {
            module = qualified_name;
            table.modules.entry(module).or_default();
            continue;
        }
        let Some(kind) = kind_of(kind) else {
            continue;
        };
        let detail = fields.next().unwrap_or_default();
        let home = fields.next().unwrap_or_default();
        let index = table.all.len() as u32;
        table.all.push(Native {
            module,
            qualified_name,
            kind,
            detail,
            home,
        });
        table.modules.entry(module).or_default().push(index);
        for module in [module, home]
            .into_iter()
            .filter(|module| !module.is_empty())
        {
            table
                .by_name
                .entry(module)
                .or_default()
                .insert(qualified_name, index);
        }
    }
    table.all.shrink_to_fit();
    table.by_name.values_mut().for_each(HashMap::shrink_to_fit);
    table
}

fn kind_of(letter: &str) -> Option<NativeKind> {
    Some(match letter {
        "c" => NativeKind::Class,
        "f" => NativeKind::Function,
        "m" => NativeKind::Method,
        "k" => NativeKind::ClassMethod,
        "s" => NativeKind::StaticMethod,
        "w" => NativeKind::SlotWrapper,
        "p" => NativeKind::DataDescriptor,
        "d" => NativeKind::Object,
        _ => return None,
    })
}

pub fn is_builtin(name: &str) -> bool {
    !name.contains('.') && find("builtins", name).is_some()
        || matches!(
            name,
            "__name__"
                | "__doc__"
                | "__file__"
                | "__spec__"
                | "__loader__"
                | "__package__"
                | "__path__"
                | "__builtins__"
                | "__annotations__"
                | "__dict__"
        )
}

pub fn is_module(name: &str) -> bool {
    table().modules.contains_key(name) && name != "types"
}

pub fn modules() -> impl Iterator<Item = &'static str> {
    table().modules.keys().copied()
}

pub fn find(module: &str, qualified_name: &str) -> Option<Native> {
    let table = table();
    let index = table.by_name.get(module)?.get(qualified_name)?;
    Some(table.all[*index as usize])
}

fn of_module(module: &str) -> impl Iterator<Item = Native> {
    let table = table();
    let indices = table.modules.get(module).into_iter().flatten();
    indices.map(|index| table.all[*index as usize])
}

/// The names of a module, without the attributes of its classes.
pub fn members_of_module(module: &str) -> impl Iterator<Item = Native> {
    of_module(module).filter(|native| !native.qualified_name.contains('.'))
}

impl Native {
    pub fn name(&self) -> &'static str {
        self.qualified_name
            .rsplit('.')
            .next()
            .unwrap_or(self.qualified_name)
    }

    /// The class it is an attribute of.
    pub fn owner(&self) -> Option<Native> {
        let (owner, _) = self.qualified_name.rsplit_once('.')?;
        find(self.module, owner)
    }

    /// `__module__`.
    pub fn module_name(&self) -> &'static str {
        if self.home.is_empty() {
            self.module
        } else {
            self.home
        }
    }

    pub fn is_class(&self) -> bool {
        self.kind == NativeKind::Class
    }

    /// As `inspect.signature` prints it; `None` where CPython knows none either.
    pub fn signature(&self) -> Option<&'static str> {
        let signature = match self.kind {
            NativeKind::Class => self
                .detail
                .split_once(' ')
                .map_or("", |(_, signature)| signature),
            NativeKind::Object | NativeKind::DataDescriptor => "",
            _ => self.detail,
        };
        (!signature.is_empty()).then_some(signature)
    }

    /// The bases of a class, `object` being the only one without.
    pub fn bases(&self) -> Vec<Native> {
        if !self.is_class() {
            return Vec::new();
        }
        let bases = self.detail.split(' ').next().unwrap_or_default();
        let resolve = |base: &'static str| {
            if let Some(found) = find("builtins", base) {
                return Some(found);
            }
            let (module, name) = base.rsplit_once('.')?;
            find(module, name)
        };
        bases
            .split(',')
            .filter(|base| !base.is_empty())
            .filter_map(resolve)
            .collect()
    }

    /// The attributes that a class itself has.
    pub fn members(&self) -> impl Iterator<Item = Native> {
        let prefix = format!("{}.", self.qualified_name);
        of_module(self.module).filter(move |native| {
            native
                .qualified_name
                .strip_prefix(&prefix)
                .is_some_and(|name| !name.contains('.'))
        })
    }

    pub fn member(&self, name: &str) -> Option<Native> {
        find(self.module, &format!("{}.{name}", self.qualified_name))
    }

    /// The class that an object's type is, where it is one that we know.
    pub fn class_of_object(&self) -> Option<Native> {
        (self.kind == NativeKind::Object)
            .then(|| find("builtins", self.detail).or_else(|| find(self.module, self.detail)))?
    }

    /// Another name for a class: `d NAME "type MODULE.NAME"`.
    pub fn alias_of(&self) -> Option<Native> {
        let (module, name) = self.detail.strip_prefix("type ")?.rsplit_once('.')?;
        find(module, name)
    }

    pub fn docstring(&self) -> Option<String> {
        let mut parts = self.qualified_name.split('.');
        let first = parts.next()?;
        docstring(self.module, first, parts.next())
    }
}

/// The docstring of a native module.
pub fn module_docstring(module: &str) -> Option<String> {
    text_of(rustpython_doc::get(module)?)
}

fn docstring(module: &str, name: &str, attribute: Option<&str>) -> Option<String> {
    text_of(rustpython_doc::get_qualified(
        module, name, attribute, true,
    )?)
}

fn text_of(at: rustpython_doc::DocRef) -> Option<String> {
    static UNPACKED: OnceLock<Option<String>> = OnceLock::new();
    let all = UNPACKED.get_or_init(unpack).as_deref()?;
    let start = at.offset as usize;
    let text = all.get(start..start + at.len as usize)?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn unpack() -> Option<String> {
    let mut text = String::new();
    let mut reader = lzma_rust2::XzReader::new(rustpython_doc::BLOB, true);
    match reader.read_to_string(&mut text) {
        Ok(_) => Some(text),
        Err(error) => {
            eprintln!("serpentarium lsp: docstrings of native modules: {error}");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_knows_builtins() {
        let len = find("builtins", "len").expect("len");
        assert_eq!(len.signature(), Some("(obj, /)"));
        assert_eq!(
            len.docstring().as_deref(),
            Some("Return the number of items in a container.")
        );
        assert!(is_builtin("print") && !is_builtin("int.real"));
        let boolean = find("builtins", "bool").expect("bool");
        assert_eq!(boolean.bases().first().map(Native::name), Some("int"));
        assert!(
            find("builtins", "str.upper")
                .and_then(|upper| upper.docstring())
                .is_some()
        );
        assert!(is_module("math") && is_module("_collections"));
    }
}
