//! How each name of each scope is resolved, from what is done to it and what is around it.

use std::collections::HashMap;

use super::scope::{Comprehension, Kind, Names, Resolved, Table, flag};

/// Names of scopes around the one at hand.
#[derive(Clone, Default)]
struct Around {
    /// Bound by functions.
    bound: Option<Names>,
    /// Declared global.
    global: Names,
    type_parameters: Names,
}

/// Names that only classes provide.
const OF_CLASSES: [&str; 3] = ["__class__", "__classdict__", "__conditional_annotations__"];

/// Resolves every name.
pub fn resolve(table: &mut Table) {
    Resolver { table }.scope(0, Around::default(), None);
}

struct Resolver<'a> {
    table: &'a mut Table,
}

impl Resolver<'_> {
    /// Resolves a scope and those inside; gives the names that it takes from around it.
    fn scope(&mut self, place: usize, mut around: Around, class: Option<usize>) -> Names {
        let kind = self.table.scopes[place].kind;
        let mut inner = Around {
            bound: Some(Names::new()),
            ..Around::default()
        };
        let bound = inner.bound.get_or_insert_default();
        if kind == Kind::Class {
            // What is around a class is what its functions see.
            inner.global.extend(around.global.iter().cloned());
            bound.extend(around.bound.iter().flatten().cloned());
        }
        let mut free = Names::new();
        let mut local = Names::new();
        let mut found = HashMap::new();
        let entries = self.table.scopes[place].symbols.entries.clone();
        for (name, flags) in &entries {
            let resolved = self.name(name, *flags, &mut around, &mut local, &mut free, class);
            found.insert(name.clone(), resolved);
        }
        let bound = inner.bound.get_or_insert_default();
        if kind == Kind::Class {
            bound.extend(OF_CLASSES.map(str::to_owned));
        } else {
            if kind.is_function_like() {
                bound.extend(local.iter().cloned());
            }
            bound.extend(around.bound.iter().flatten().cloned());
            inner.global.extend(around.global.iter().cloned());
        }
        inner.type_parameters = around.type_parameters.clone();
        let mut inlined_cells = Names::new();
        let mut wanted = Names::new();
        self.children(
            place,
            &inner,
            class,
            &mut wanted,
            &mut found,
            &mut inlined_cells,
        );
        if kind.is_function_like() {
            make_cells(&mut found, &mut wanted, &inlined_cells);
        } else if kind == Kind::Class {
            for name in OF_CLASSES {
                wanted.remove(name);
            }
        }
        self.store(
            place,
            &found,
            &wanted,
            &inlined_cells,
            around.bound.as_ref(),
        );
        free.extend(wanted);
        free
    }

    fn name(
        &self,
        name: &str,
        flags: u32,
        around: &mut Around,
        local: &mut Names,
        free: &mut Names,
        class: Option<usize>,
    ) -> Resolved {
        if flags & flag::GLOBAL != 0 {
            around.global.insert(name.to_owned());
            if let Some(bound) = &mut around.bound {
                bound.remove(name);
            }
            return Resolved::GlobalExplicit;
        }
        if flags & flag::NONLOCAL != 0 {
            free.insert(name.to_owned());
            return Resolved::Free;
        }
        if flags & flag::BOUND != 0 {
            local.insert(name.to_owned());
            around.global.remove(name);
            if flags & flag::TYPE_PARAM != 0 {
                around.type_parameters.insert(name.to_owned());
            } else {
                around.type_parameters.remove(name);
            }
            return Resolved::Local;
        }
        let in_class = class.and_then(|class| self.table.scopes[class].symbols.get(name));
        match in_class {
            Some(flags) if flags & flag::GLOBAL != 0 => return Resolved::GlobalExplicit,
            Some(flags) if flags & flag::BOUND != 0 && flags & flag::NONLOCAL == 0 => {
                return Resolved::GlobalImplicit;
            }
            _ => {}
        }
        if around
            .bound
            .as_ref()
            .is_some_and(|bound| bound.contains(name))
        {
            free.insert(name.to_owned());
            return Resolved::Free;
        }
        Resolved::GlobalImplicit
    }

    fn children(
        &mut self,
        place: usize,
        inner: &Around,
        class: Option<usize>,
        wanted: &mut Names,
        found: &mut HashMap<String, Resolved>,
        inlined_cells: &mut Names,
    ) {
        let mut children = Vec::new();
        for child in std::mem::take(&mut self.table.scopes[place].children) {
            let outer = &self.table.scopes[place];
            let entry = &self.table.scopes[child];
            let seen = match entry.sees_class {
                true if outer.kind == Kind::Class => Some(place),
                true => class,
                false => None,
            };
            let inline = entry.comprehension == Comprehension::Inlined && !outer.sees_class;
            let mut taken = self.scope(child, inner.clone(), seen);
            if inline {
                self.inline(place, child, found, &mut taken, inlined_cells);
                children.extend(self.table.scopes[child].children.iter().copied());
            } else {
                children.push(child);
            }
            wanted.extend(taken);
        }
        self.table.scopes[place].children = children;
    }

    /// Moves the names of a comprehension into the scope that it runs in.
    fn inline(
        &mut self,
        place: usize,
        comprehension: usize,
        found: &mut HashMap<String, Resolved>,
        taken: &mut Names,
        inlined_cells: &mut Names,
    ) {
        let in_class = self.table.scopes[place].kind == Kind::Class;
        let entries = self.table.scopes[comprehension].symbols.entries.clone();
        for (name, flags) in entries {
            if flags & flag::PARAM != 0 {
                continue;
            }
            let plain = flags & ((1 << flag::SCOPE_OFF) - 1);
            let mut resolved = resolved_of(flags);
            if resolved == Resolved::Cell || plain & flag::COMP_CELL != 0 {
                inlined_cells.insert(name.clone());
            }
            match self.table.scopes[place].symbols.get(&name) {
                None => {
                    if in_class && resolved == Resolved::Free && name == "__class__" {
                        resolved = Resolved::GlobalImplicit;
                        taken.remove(&name);
                    }
                    self.table.scopes[place].symbols.set(&name, plain);
                    found.insert(name, resolved);
                }
                Some(existing) => {
                    if existing & flag::BOUND != 0
                        && !in_class
                        && !self.is_free_inside(comprehension, &name)
                    {
                        taken.remove(&name);
                    }
                }
            }
        }
    }

    fn is_free_inside(&self, place: usize, name: &str) -> bool {
        self.table.scopes[place].children.iter().any(|child| {
            self.table.scopes[*child].symbols.resolved(name) == Some(Resolved::Free as u32)
        })
    }

    fn store(
        &mut self,
        place: usize,
        found: &HashMap<String, Resolved>,
        wanted: &Names,
        inlined_cells: &Names,
        bound: Option<&Names>,
    ) {
        let scope = &mut self.table.scopes[place];
        let of_class = scope.kind == Kind::Class || scope.sees_class;
        for (name, flags) in scope.symbols.entries.clone() {
            let resolved = found.get(&name).map_or(0, |resolved| *resolved as u32);
            let cell = match inlined_cells.contains(&name) {
                true => flag::COMP_CELL,
                false => 0,
            };
            let flags = flags | cell | resolved << flag::SCOPE_OFF;
            scope.symbols.set(&name, flags);
        }
        for name in wanted {
            match scope.symbols.get(name) {
                Some(flags) => {
                    if of_class {
                        scope.symbols.set(name, flags | flag::FREE_CLASS);
                    }
                }
                None if bound.is_some_and(|bound| !bound.contains(name)) => {}
                None => scope
                    .symbols
                    .set(name, (Resolved::Free as u32) << flag::SCOPE_OFF),
            }
        }
    }
}

fn resolved_of(flags: u32) -> Resolved {
    match flags >> flag::SCOPE_OFF & flag::SCOPE_MASK {
        1 => Resolved::Local,
        2 => Resolved::GlobalExplicit,
        4 => Resolved::Free,
        5 => Resolved::Cell,
        _ => Resolved::GlobalImplicit,
    }
}

/// Locals that scopes inside take become cells.
fn make_cells(found: &mut HashMap<String, Resolved>, wanted: &mut Names, inlined: &Names) {
    for (name, resolved) in found.iter_mut() {
        if *resolved != Resolved::Local || !(wanted.contains(name) || inlined.contains(name)) {
            continue;
        }
        *resolved = Resolved::Cell;
        wanted.remove(name);
    }
}
