//! How instances lie in memory, as `type.__new__` of CPython 3.14 decides it: the base that the
//! layout continues, slots, `__dict__` and the list of weak references.
//!
//! The figures of classes written in C come from `data/native_layouts.tsv`, which
//! `tools/native_layouts.py` records from CPython 3.14.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use super::dataclass;
use serpentarium_checker::names::is_identifier;

use crate::analysis::class_facts::{self, Base};
use crate::analysis::infer::{Class, Inference};
use crate::analysis::native::Native;
use crate::analysis::scopes::ScopeKind;

const TABLE: &str = include_str!("../../../data/native_layouts.tsv");

/// What the garbage collector keeps in front of every instance of a Python class.
const GC_HEADER: u32 = 16;
/// The pointers to `__dict__` and weak references in front of the object.
const PREHEADER: u32 = 16;
const POINTER: u32 = 8;

/// Where a part of an instance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Missing,
    /// In front of the object, managed by the interpreter.
    InFront,
    /// At an offset of the object.
    Inside,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// `__basicsize__`
    pub basicsize: u32,
    /// How much of that `__sizeof__` counts: `str`'s knows nothing of slots.
    counted: u32,
    counts_slots: bool,
    /// `__itemsize__`
    pub itemsize: u32,
    /// The garbage collector has its header in front.
    pub is_collected: bool,
    pub dict: Part,
    pub weakrefs: Part,
    /// What the smallest instance has behind its basic size, if that is known.
    pub empty: Option<u32>,
    /// The slots that the class itself adds, with their offsets.
    pub slots: Vec<(String, u32)>,
    /// The class that gave the instances their present shape.
    solid: Class,
    solid_shape: (u32, u32),
    may_be_base: bool,
}

impl Layout {
    /// `sys.getsizeof` of the smallest instance.
    pub fn size(&self) -> Option<u32> {
        let in_front = [self.dict, self.weakrefs].contains(&Part::InFront);
        let front = [(self.is_collected, GC_HEADER), (in_front, PREHEADER)];
        let front: u32 = front
            .iter()
            .map(|&(is, size)| if is { size } else { 0 })
            .sum();
        Some(front + self.counted + self.empty?)
    }

    /// The parts that make up [`Layout::size`], for people.
    pub fn parts(&self) -> Vec<String> {
        let mut parts = Vec::new();
        if self.is_collected {
            parts.push(format!("{GC_HEADER} garbage collector"));
        }
        match (self.dict == Part::InFront, self.weakrefs == Part::InFront) {
            (true, true) => parts.push(format!("{PREHEADER} __dict__ and __weakref__")),
            (true, false) => parts.push(format!("{PREHEADER} __dict__")),
            (false, true) => parts.push(format!("{PREHEADER} __weakref__")),
            (false, false) => {}
        }
        parts.push(format!("{} basicsize", self.counted));
        match self.empty {
            Some(empty) if empty > 0 => parts.push(format!("{empty} content")),
            _ => {}
        }
        parts
    }
}

/// The layout of a class's instances, `None` where it depends on what is not known, or the message
/// of the error that the class statement raises.
pub fn of(inference: &Inference, class: &Class) -> Result<Option<Layout>, String> {
    within(inference, class, 0)
}

/// Whether a class itself gives its instances a `__dict__` or weak references, and so has the
/// descriptor of that name.
pub fn adds(inference: &Inference, class: &Class, name: &str) -> bool {
    let part = |layout: &Layout| match name {
        "__dict__" => layout.dict,
        _ => layout.weakrefs,
    };
    let lacks = |class: &Class| match of(inference, class) {
        Ok(Some(layout)) => part(&layout) == Part::Missing,
        _ => false,
    };
    let bases = class_facts::bases(inference, class);
    !lacks(class)
        && bases.iter().all(|base| match base {
            Base::Known(base) => lacks(base),
            Base::Unknown(_) => false,
        })
}

const MAX_DEPTH: u32 = 48;

fn within(inference: &Inference, class: &Class, depth: u32) -> Result<Option<Layout>, String> {
    let node = match class {
        Class::Native(native) => return Ok(of_native(*native)),
        Class::Source(node) => node,
    };
    let is_plain = node.with_class_header(|def| !is_remade(def)) == Some(true);
    let is_typed_dict = class_facts::stand_in(inference, class) == Some("TypedDict");
    if depth > MAX_DEPTH || is_typed_dict || !is_plain {
        return Ok(None);
    }
    let mut bases = Vec::new();
    for base in class_facts::bases(inference, class) {
        let Base::Known(base) = base else {
            return Ok(None);
        };
        match within(inference, &base, depth + 1)? {
            Some(layout) => bases.push((base, layout)),
            None => return Ok(None),
        }
    }
    let Some(best) = best_base(inference, &bases)? else {
        return Ok(None);
    };
    let Some(slots) = declared_slots(inference, class) else {
        return Ok(None);
    };
    let (base, layout) = &bases[best];
    let plan = Plan {
        base: layout,
        base_name: class_facts::short_name(base),
        others: bases
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != best)
            .map(|(_, (_, layout))| layout)
            .collect(),
    };
    let mut found = plan.with_slots(slots, &class_facts::short_name(class))?;
    if (found.basicsize, found.itemsize) != found.solid_shape {
        found.solid = class.clone();
        found.solid_shape = (found.basicsize, found.itemsize);
    }
    Ok(Some(found))
}

/// Decorators of `attrs` make another class, with slots that are not in the text.
fn is_remade(def: &ruff_python_ast::StmtClassDef) -> bool {
    def.decorator_list.iter().any(|decorator| {
        let called = match &decorator.expression {
            ruff_python_ast::Expr::Call(call) => &*call.func,
            other => other,
        };
        let name = crate::analysis::nodes::dotted_name(called);
        name.is_some_and(|parts| {
            matches!(parts[0], "attr" | "attrs")
                || matches!(parts.last(), Some(&("define" | "frozen" | "mutable")))
        })
    })
}

/// The base whose layout is continued: the one whose shape derives from those of all others.
fn best_base(inference: &Inference, bases: &[(Class, Layout)]) -> Result<Option<usize>, String> {
    let mut best: Option<usize> = None;
    for (index, (class, layout)) in bases.iter().enumerate() {
        if !layout.may_be_base {
            let name = type_name(class);
            return Err(format!(
                "TypeError: type '{name}' is not an acceptable base type"
            ));
        }
        let Some(current) = best else {
            best = Some(index);
            continue;
        };
        let winner = &bases[current].1.solid;
        if class_facts::is_subclass(inference, winner, &layout.solid) {
            continue;
        }
        if !class_facts::is_subclass(inference, &layout.solid, winner) {
            return Err("TypeError: multiple bases have instance lay-out conflict".to_owned());
        }
        best = Some(index);
    }
    Ok(best)
}

/// `tp_name`: with the module for classes written in C.
fn type_name(class: &Class) -> String {
    match class {
        Class::Native(native) if native.module_name() != "builtins" => {
            format!("{}.{}", native.module_name(), native.qualified_name)
        }
        _ => class_facts::short_name(class),
    }
}

/// What a class says of its slots.
enum Slots {
    /// Nothing: instances get what their base lacks.
    Undeclared,
    Declared(Vec<String>),
}

fn declared_slots(inference: &Inference, class: &Class) -> Option<Slots> {
    let Class::Source(node) = class else {
        return None;
    };
    if class_facts::stand_in(inference, class) == Some("NamedTuple") {
        // The class that stands in between has no slots, but the statement makes just that one.
        return Some(Slots::Declared(Vec::new()));
    }
    if let Some(found) = dataclass::of(inference, class)
        && found.options.slots
    {
        return Some(Slots::Declared(found.slot_names(inference, class)?));
    }
    let scope = node.scope(ScopeKind::Class)?;
    let table = node.file.scopes_of(scope);
    let is_bound = table.scope(scope).names.get("__slots__");
    match is_bound.is_some_and(|name| !name.bindings.is_empty()) {
        false => Some(Slots::Undeclared),
        true => (node.with_class(class_facts::slots).flatten()).map(Slots::Declared),
    }
}

struct Plan<'a> {
    base: &'a Layout,
    base_name: String,
    others: Vec<&'a Layout>,
}

impl Plan<'_> {
    fn with_slots(&self, slots: Slots, class_name: &str) -> Result<Layout, String> {
        let base = self.base;
        let may_add_dict = base.dict == Part::Missing;
        let may_add_weakrefs = base.weakrefs == Part::Missing && base.itemsize == 0;
        let mut layout = Layout {
            slots: Vec::new(),
            may_be_base: true,
            is_collected: true,
            ..base.clone()
        };
        let (mut add_dict, mut add_weakrefs) = (false, false);
        match slots {
            Slots::Undeclared => (add_dict, add_weakrefs) = (may_add_dict, may_add_weakrefs),
            Slots::Declared(names) => {
                if !names.is_empty() && base.itemsize != 0 {
                    return Err(format!(
                        "TypeError: nonempty __slots__ not supported for subtype of '{}'",
                        self.base_name
                    ));
                }
                let mut own = BTreeSet::new();
                let mut count = 0;
                for name in &names {
                    if !is_identifier(name) {
                        return Err("TypeError: __slots__ must be identifiers".to_owned());
                    }
                    let (may_add, added) = match name.as_str() {
                        "__dict__" => (may_add_dict, &mut add_dict),
                        "__weakref__" => (may_add_weakrefs, &mut add_weakrefs),
                        _ => {
                            count += 1;
                            own.insert(mangled(class_name, name));
                            continue;
                        }
                    };
                    if !may_add || *added {
                        return Err(format!(
                            "TypeError: {name} slot disallowed: we already got one"
                        ));
                    }
                    *added = true;
                }
                self.place(&mut layout, own, count);
                // What another base has and the first one lacks comes along.
                let has = |part: fn(&Layout) -> Part| {
                    self.others.iter().any(|other| part(other) != Part::Missing)
                };
                add_dict |= may_add_dict && has(|layout| layout.dict);
                add_weakrefs |= may_add_weakrefs && has(|layout| layout.weakrefs);
            }
        }
        if add_dict {
            layout.dict = Part::InFront;
        }
        if add_weakrefs {
            layout.weakrefs = Part::InFront;
        }
        Ok(layout)
    }

    /// Slots lie behind the base in the order of their names; one named twice takes two places.
    fn place(&self, layout: &mut Layout, own: BTreeSet<String>, count: u32) {
        for (index, name) in own.into_iter().enumerate() {
            let offset = self.base.basicsize + POINTER * index as u32;
            layout.slots.push((name, offset));
        }
        layout.basicsize += POINTER * count;
        if layout.counts_slots {
            layout.counted = layout.basicsize;
        }
    }
}

/// `__name` as the body of a class spells it for others.
pub fn mangled(class_name: &str, name: &str) -> String {
    let class_name = class_name.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || class_name.is_empty() {
        return name.to_owned();
    }
    format!("_{class_name}{name}")
}

struct Record {
    basicsize: u32,
    itemsize: u32,
    flags: &'static str,
    empty: Option<u32>,
}

fn records() -> &'static HashMap<&'static str, Record> {
    static PARSED: OnceLock<HashMap<&'static str, Record>> = OnceLock::new();
    PARSED.get_or_init(|| TABLE.lines().filter_map(record).collect())
}

fn record(line: &'static str) -> Option<(&'static str, Record)> {
    let mut fields = line.split('\t');
    let name = fields.next()?;
    let record = Record {
        basicsize: fields.next()?.parse().ok()?,
        itemsize: fields.next()?.parse().ok()?,
        flags: fields.next()?,
        empty: fields.next()?.parse().ok(),
    };
    Some((name, record))
}

fn record_of(native: Native) -> Option<&'static Record> {
    match native.module_name() {
        "builtins" => records().get(native.qualified_name),
        module => records().get(format!("{module}.{}", native.qualified_name).as_str()),
    }
}

/// Whether `__hash__` of a class written in C is `None`.
pub fn is_unhashable(native: Native) -> bool {
    record_of(native).is_some_and(|record| record.flags.contains('h'))
}

/// Whether a class written in C has an `__init_subclass__` of its own.
pub fn has_subclass_hook(native: Native) -> bool {
    record_of(native).is_some_and(|record| record.flags.contains('i'))
}

fn of_native(native: Native) -> Option<Layout> {
    let record = record_of(native)?;
    let part = |letter: char| match (record.flags.contains(letter), record.flags.contains('m')) {
        (false, _) => Part::Missing,
        (true, true) => Part::InFront,
        (true, false) => Part::Inside,
    };
    let shape = (record.basicsize, record.itemsize);
    let inherited = native.bases().first().copied().and_then(of_native);
    let (solid, solid_shape) = match inherited {
        Some(base) if base.solid_shape == shape => (base.solid, shape),
        _ => (Class::Native(native), shape),
    };
    Some(Layout {
        basicsize: record.basicsize,
        counted: record.basicsize,
        counts_slots: !record.flags.contains('s'),
        itemsize: record.itemsize,
        is_collected: record.flags.contains('g'),
        dict: part('d'),
        weakrefs: part('w'),
        empty: record.empty,
        slots: Vec::new(),
        solid,
        solid_shape,
        may_be_base: record.flags.contains('b'),
    })
}
