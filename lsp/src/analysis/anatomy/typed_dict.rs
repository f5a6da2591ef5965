//! The keys of a `TypedDict` (PEP 589, 655 and 705).

use ruff_python_ast::{Expr, StmtClassDef};

use crate::analysis::class_facts::{self, Base};
use crate::analysis::infer::{Class, Inference};
use crate::analysis::nodes::dotted_name;
use crate::analysis::source::SourceFile;
use crate::analysis::{annotations, native};

/// How far bases are followed.
const MAX_DEPTH: u32 = 32;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub name: String,
    pub annotation: String,
    pub is_required: bool,
    pub is_read_only: bool,
}

/// Whether a class is one, by itself or by a base.
pub fn is_one(inference: &Inference, class: &Class) -> bool {
    is_one_within(inference, class, MAX_DEPTH)
}

fn is_one_within(inference: &Inference, class: &Class, depth: u32) -> bool {
    if class_facts::stand_in(inference, class) == Some("TypedDict") {
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let mut bases = written_bases(inference, class);
    bases.any(|base| is_one_within(inference, &base, depth))
}

fn written_bases(inference: &Inference, class: &Class) -> impl Iterator<Item = Class> {
    let bases = class_facts::bases(inference, class).into_iter();
    bases.filter_map(|base| match base {
        Base::Known(class @ Class::Source(_)) => Some(class),
        _ => None,
    })
}

/// The keys in the order of `__annotations__`: those of the bases first.
pub fn keys(inference: &Inference, class: &Class) -> Vec<Key> {
    let mut found = Vec::new();
    collect(inference, class, MAX_DEPTH, &mut found);
    found
}

fn collect(inference: &Inference, class: &Class, depth: u32, found: &mut Vec<Key>) {
    if let Some(depth) = depth.checked_sub(1) {
        for base in written_bases(inference, class) {
            collect(inference, &base, depth, found);
        }
    }
    let Some((file, def)) = class_facts::source_def(class) else {
        return;
    };
    for key in own(inference, file, def) {
        match found.iter_mut().find(|known| known.name == key.name) {
            Some(known) => *known = key,
            None => found.push(key),
        }
    }
}

fn own(inference: &Inference, file: &std::sync::Arc<SourceFile>, def: &StmtClassDef) -> Vec<Key> {
    let is_total = !def.keywords().iter().any(|keyword| {
        let is_false = matches!(&keyword.value, Expr::BooleanLiteral(it) if !it.value);
        keyword.arg.as_deref() == Some("total") && is_false
    });
    let fields = class_facts::own_fields(def).into_iter();
    let key = |field: class_facts::Field<'_>| {
        let (mut is_required, mut is_read_only) = (is_total, false);
        let mut annotation = field.annotation;
        while let Expr::Subscript(subscript) = annotation {
            match dotted_name(&subscript.value).and_then(|it| it.last().copied()) {
                Some("Required") => is_required = true,
                Some("NotRequired") => is_required = false,
                Some("ReadOnly") => is_read_only = true,
                _ => break,
            }
            annotation = &subscript.slice;
        }
        Key {
            name: field.name.to_owned(),
            annotation: annotations::format(inference, file, annotation),
            is_required,
            is_read_only,
        }
    };
    fields.map(key).collect()
}

/// The method resolution order that its class has: bases that are `TypedDict`s are not among its
/// bases when the program runs, only `dict` is, and `Generic` where it has parameters.
pub fn order(inference: &Inference, class: &Class) -> Vec<Base> {
    let written = class_facts::lookup_order(inference, class).into_iter();
    let is_generic = |class: &Class| matches!(class, Class::Native(it) if it.module_name() == "typing" && it.qualified_name == "Generic");
    let generic = written.clone().find(is_generic);
    let dict = native::find("builtins", "dict").map(Class::Native);
    let all = [Some(class.clone()), generic, dict, class_facts::object()];
    all.into_iter().flatten().map(Base::Known).collect()
}
