//! `_symtable`: the scopes of a program and how its names are resolved.

use serpentarium_compiler::{Mode, Options, ParseMode, ParseOptions};
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{Member, NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{
    Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::syntax_error;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;

use crate::builtins::run_code::{filename_arg, source_text};
use crate::native;
use crate::types_support::ready_type;

mod build;
mod resolve;
mod scope;

use scope::{Kind, Resolved, Table, flag};

pub static MODULE: NativeModule = NativeModule {
    name: "_symtable",
    doc: "",
    functions: &[NativeDef::new(
        "symtable",
        "($module, source, filename, startstr, /)",
        "Return symbol and scope dictionaries used internally by compiler.",
        NativeFn::Positional(3, 3, symtable),
    )],
    exec: |module| {
        ready_type(&ENTRY_TYPE);
        for (name, value) in CONSTANTS {
            native::set_int(module, name, i64::from(*value));
        }
        Ok(())
    },
};

static CONSTANTS: &[(&str, u32)] = &[
    ("USE", flag::USE),
    ("DEF_GLOBAL", flag::GLOBAL),
    ("DEF_NONLOCAL", flag::NONLOCAL),
    ("DEF_LOCAL", flag::LOCAL),
    ("DEF_PARAM", flag::PARAM),
    ("DEF_TYPE_PARAM", flag::TYPE_PARAM),
    ("DEF_FREE_CLASS", flag::FREE_CLASS),
    ("DEF_IMPORT", flag::IMPORT),
    ("DEF_BOUND", flag::BOUND),
    ("DEF_ANNOT", flag::ANNOT),
    ("DEF_COMP_ITER", flag::COMP_ITER),
    ("DEF_COMP_CELL", flag::COMP_CELL),
    ("TYPE_FUNCTION", Kind::Function as u32),
    ("TYPE_CLASS", Kind::Class as u32),
    ("TYPE_MODULE", Kind::Module as u32),
    ("TYPE_ANNOTATION", Kind::Annotation as u32),
    ("TYPE_TYPE_ALIAS", Kind::TypeAlias as u32),
    ("TYPE_TYPE_PARAMETERS", Kind::TypeParameters as u32),
    ("TYPE_TYPE_VARIABLE", Kind::TypeVariable as u32),
    ("LOCAL", Resolved::Local as u32),
    ("GLOBAL_EXPLICIT", Resolved::GlobalExplicit as u32),
    ("GLOBAL_IMPLICIT", Resolved::GlobalImplicit as u32),
    ("FREE", Resolved::Free as u32),
    ("CELL", Resolved::Cell as u32),
    ("SCOPE_OFF", flag::SCOPE_OFF),
    ("SCOPE_MASK", flag::SCOPE_MASK),
];

/// A scope as Python sees it.
struct Entry {
    id: usize,
    name: Field<Str>,
    symbols: Field<Dict>,
    parameters: Field<List>,
    children: Field<List>,
    nested: bool,
    kind: Kind,
    line: i64,
}

impl NativeType for Entry {
    fn type_object() -> &'static Type {
        &ENTRY_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.name);
        visit.field(&self.symbols);
        visit.field(&self.parameters);
        visit.field(&self.children);
    }
}

static ENTRY_TYPE: Type = Type::builtin(&ENTRY_SPEC);
static ENTRY_SPEC: TypeSpec = TypeSpec {
    flags: flags::DISALLOW_INSTANTIATION,
    reported: (160, 0),
    slots: Slots {
        repr: Some(|this| {
            let entry = entry(this)?;
            let name = entry.name.get();
            native::text(format!(
                "<symtable entry {}({}), line {}>",
                name.map_or_else(String::new, |name| name.to_string_lossy()),
                entry.id,
                entry.line
            ))
        }),
        ..Slots::NONE
    },
    members: &[
        Member::readonly("id", |this| Ok(Int::from_usize(entry(this)?.id).into_obj())),
        Member::readonly("name", |this| Ok(held(&entry(this)?.name))),
        Member::readonly("symbols", |this| Ok(held(&entry(this)?.symbols))),
        Member::readonly("varnames", |this| Ok(held(&entry(this)?.parameters))),
        Member::readonly("children", |this| Ok(held(&entry(this)?.children))),
        Member::readonly("nested", |this| native::int(i64::from(entry(this)?.nested))),
        Member::readonly("type", |this| native::int(entry(this)?.kind as i64)),
        Member::readonly("lineno", |this| native::int(entry(this)?.line)),
    ],
    ..TypeSpec::of::<Native<Entry>>("symtable entry")
};

fn held<T: Object>(field: &Field<T>) -> Ref {
    field.get().map_or_else(none, Ref::into_obj)
}

fn entry(object: &Obj) -> PyResult<&Native<Entry>> {
    object
        .downcast::<Native<Entry>>()
        .ok_or_else(|| type_error("a symtable entry is required"))
}

fn symtable(_: &Obj, args: &[&Obj]) -> PyResult {
    let filename = filename_arg(args[1])?;
    let start = native::str_arg("symtable", "argument 3", args[2])?;
    let (mode, parse_mode) = match start.to_string_lossy().as_str() {
        "exec" => (Mode::Exec, ParseMode::Exec),
        "eval" => (Mode::Eval, ParseMode::Eval),
        "single" => (Mode::Single, ParseMode::Single),
        _ => {
            return Err(value_error(
                "symtable() arg 3 must be 'exec' or 'eval' or 'single'",
            ));
        }
    };
    let wanted = "symtable() arg 1 must be a string or bytes";
    let text = source_text(args[0], &filename, wanted)?;
    let raise = |error| syntax_error::from_compile_error(&error, &filename, None);
    let parsed =
        serpentarium_compiler::parse(&text, parse_mode, ParseOptions::default()).map_err(raise)?;
    let name = filename.to_string_lossy();
    if let Err(error) = serpentarium_compiler::compile(&text, &name, mode, Options::default())
        && !is_of_code_generation(&error.message)
    {
        return Err(raise(error));
    }
    let mut table = build::Builder::build(&parsed.tree);
    resolve::resolve(&mut table);
    object_of(&table, 0)
}

/// Whether a mistake is found only when code is made, which needs no symbol table.
fn is_of_code_generation(message: &str) -> bool {
    const SIGNS: &[&str] = &[
        "outside function",
        "outside async function",
        "outside of an asynchronous function",
        "outside loop",
        "not properly in loop",
        "except:' must be last",
        "too many statically nested blocks",
        "starred",
        "makes remaining patterns unreachable",
        "alternative patterns bind different names",
        "multiple assignments to name",
    ];
    SIGNS.iter().any(|sign| message.contains(sign))
}

fn object_of(table: &Table, place: usize) -> PyResult {
    let scope = &table.scopes[place];
    let symbols = Dict::new();
    for (name, flags) in &scope.symbols.entries {
        symbols.set_text(name, Int::new(i64::from(*flags)).into_obj());
    }
    let parameters = scope.parameters.iter();
    let children: PyResult<Vec<Ref>> = scope
        .children
        .iter()
        .map(|child| object_of(table, *child))
        .collect();
    let made = Entry {
        id: scope.id,
        name: Field::new(Str::from_str(&scope.name)),
        symbols: Field::new(symbols),
        parameters: Field::new(List::new(
            parameters
                .map(|name| Str::from_str(name).into_obj())
                .collect(),
        )),
        children: Field::new(List::new(children?)),
        nested: scope.nested,
        kind: scope.kind,
        line: scope.line,
    };
    Ok(Native::new(made).into_obj())
}
