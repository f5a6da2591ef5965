//! Python's name binding: which scope each name belongs to, and what binds it.
//!
//! The rules are those of CPython's symbol table: class scopes are invisible to the functions in
//! them, comprehensions have scopes of their own (but for the first iterable), `:=` binds outside
//! of them, type parameters (PEP 695) have a scope between, `__name` is mangled in classes.
//! [`builder`] collects names and bindings, [`resolution`] decides where each use leads.

pub mod builder;
pub mod resolution;

use ruff_python_ast::ModModule;
use ruff_python_ast::name::Name as Word;
use ruff_text_size::{TextRange, TextSize};
use rustc_hash::FxHashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

/// The module's own scope.
pub const MODULE: ScopeId = ScopeId(0);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BindingId(pub u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    Lambda,
    /// A list, set or dict comprehension or a generator expression.
    Comprehension,
    /// The type parameters of a function, class or `type` statement.
    TypeParameters,
    /// The value of a `type` statement without parameters.
    TypeAlias,
}

impl ScopeKind {
    /// Whether its names live in a frame, where inner functions can reach them through cells.
    pub fn is_function_like(self) -> bool {
        !matches!(self, Self::Module | Self::Class)
    }
}

#[derive(Debug)]
pub struct Scope {
    pub kind: ScopeKind,
    pub parent: Option<ScopeId>,
    /// The name of the class or function, `<lambda>`, `<listcomp>` and so on.
    pub name: String,
    /// The node that makes the scope.
    pub node: TextRange,
    /// Where in the text names are looked up in this scope.
    pub body: TextRange,
    pub names: Names,
    /// The scope of a class with decorators.
    pub is_decorated: bool,
    /// `from m import *` in this scope: the bindings that stand for them.
    pub star_imports: Vec<BindingId>,
}

impl Scope {
    /// Whether something in it binds a name.
    pub fn binds(&self, name: &str) -> bool {
        let known = self.names.get(name);
        known.is_some_and(|known| !known.bindings.is_empty())
    }
}

/// The names of one scope.
pub type Names = FxHashMap<Word, Name>;

/// What one scope knows of one name.
#[derive(Debug, Default, Clone)]
pub struct Name {
    pub bindings: Vec<BindingId>,
    pub is_parameter: bool,
    pub is_declared_global: bool,
    pub is_declared_nonlocal: bool,
    pub is_used: bool,
    /// An inner function uses it.
    pub is_cell: bool,
    /// It belongs to an enclosing function.
    pub is_free: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BindingKind {
    Function,
    Class,
    Parameter {
        annotation: Option<TextRange>,
        flavour: ParameterFlavour,
    },
    /// `x = value`; the value is given where the whole of it goes to the name.
    Assignment {
        value: Option<TextRange>,
        annotation: Option<TextRange>,
    },
    AugmentedAssignment,
    Loop {
        iterable: TextRange,
    },
    ComprehensionTarget {
        iterable: TextRange,
    },
    With {
        context: Option<TextRange>,
    },
    Except {
        class: Option<TextRange>,
    },
    /// `import a.b` (binds `a`) or `import a.b as c` (binds all of it).
    Import {
        module: String,
        is_renamed: bool,
    },
    ImportFrom {
        level: u32,
        module: String,
        name: String,
    },
    Walrus {
        value: TextRange,
    },
    Capture,
    TypeParameter,
    TypeAlias {
        value: TextRange,
    },
    Deletion,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterFlavour {
    PositionalOnly,
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

#[derive(Debug, Clone)]
pub struct Binding {
    /// The scope that the name then belongs to.
    pub scope: ScopeId,
    pub name: Word,
    /// The name itself.
    pub range: TextRange,
    /// The statement or clause that binds it.
    pub node: TextRange,
    pub kind: BindingKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Read,
    Write,
    Delete,
    /// In a `global` or `nonlocal` statement.
    Declare,
}

/// Where a name leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// To the name of the same spelling in that scope.
    Scope(ScopeId),
    Builtin,
    Unresolved,
}

/// One occurrence of a name in the text.
#[derive(Debug, Clone)]
pub struct Occurrence {
    pub scope: ScopeId,
    /// As looked up: mangled in a class.
    pub name: Word,
    pub range: TextRange,
    pub role: Role,
    pub binding: Option<BindingId>,
    /// In an annotation, which is evaluated later than where it stands (PEP 649).
    pub is_deferred: bool,
    pub target: Target,
}

/// The scopes, bindings and names of one text.
#[derive(Debug)]
pub struct ScopeTable {
    pub scopes: Vec<Scope>,
    pub bindings: Vec<Binding>,
    /// In the order of the text.
    pub occurrences: Vec<Occurrence>,
    /// The scopes in the order in which their nodes begin.
    by_node: Vec<ScopeId>,
}

impl ScopeTable {
    pub fn of(module: &ModModule) -> Self {
        Self::resolved(builder::build(module))
    }

    /// What is outside of functions: that makes a fraction of the work, and is all that another
    /// module asks for. Scopes and bindings have the same numbers as in the whole table; what
    /// functions do with a name (`global`, uses) is not known.
    pub fn outer_of(module: &ModModule) -> Self {
        Self::resolved(builder::build_outer(module))
    }

    fn resolved(mut table: Self) -> Self {
        resolution::resolve(&mut table);
        table.scopes.shrink_to_fit();
        table.bindings.shrink_to_fit();
        table.occurrences.shrink_to_fit();
        table.by_node = (0..table.scopes.len() as u32).map(ScopeId).collect();
        let start = |id: &ScopeId| table.scopes[id.0 as usize].node.start();
        table.by_node.sort_by_key(start);
        table
    }

    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    pub fn binding(&self, id: BindingId) -> &Binding {
        &self.bindings[id.0 as usize]
    }

    /// Whether a scope stands directly in a class body, type parameters aside.
    pub fn is_in_class(&self, scope: ScopeId) -> bool {
        let around = self.ancestors(scope).skip(1);
        let mut kinds = around.map(|id| self.scope(id).kind);
        kinds.find(|&kind| kind != ScopeKind::TypeParameters) == Some(ScopeKind::Class)
    }

    /// The occurrence of a name that holds an offset, its end included.
    pub fn occurrence_at(&self, offset: TextSize) -> Option<&Occurrence> {
        let after = self
            .occurrences
            .partition_point(|o| o.range.start() <= offset);
        self.occurrences[..after]
            .iter()
            .rev()
            .take(8)
            .find(|occurrence| occurrence.range.contains_inclusive(offset))
    }

    /// All occurrences that lead to the same name as `to`.
    pub fn same_name<'a>(&'a self, to: &'a Occurrence) -> impl Iterator<Item = &'a Occurrence> {
        self.occurrences
            .iter()
            .filter(move |other| other.name == to.name && other.target == to.target)
    }

    /// What binds a name in a scope, in the order of the text.
    pub fn bindings_of(&self, scope: ScopeId, name: &str) -> impl Iterator<Item = &Binding> {
        let known = self.scope(scope).names.get(name);
        let ids = known
            .map(|name| name.bindings.as_slice())
            .unwrap_or_default();
        ids.iter().map(|&id| self.binding(id))
    }

    /// The innermost scope in which names at an offset are looked up.
    pub fn scope_at(&self, offset: TextSize) -> ScopeId {
        let mut found = MODULE;
        for (index, scope) in self.scopes.iter().enumerate() {
            let smaller = scope.body.len() <= self.scope(found).body.len() || found == MODULE;
            if scope.body.contains_inclusive(offset) && smaller {
                found = ScopeId(index as u32);
            }
        }
        found
    }

    /// The scope that a class, function or lambda node makes.
    pub fn scope_of_node(&self, node: TextRange, kinds: &[ScopeKind]) -> Option<ScopeId> {
        let start = |id: &ScopeId| self.scope(*id).node.start();
        let first = self.by_node.partition_point(|id| start(id) < node.start());
        let mut there = self.by_node[first..]
            .iter()
            .take_while(|id| start(id) == node.start());
        let is_it = |id: &&ScopeId| {
            let scope = self.scope(**id);
            scope.node == node && kinds.contains(&scope.kind)
        };
        there.find(is_it).copied()
    }

    /// A scope and those around it, innermost first.
    pub fn ancestors(&self, from: ScopeId) -> impl Iterator<Item = ScopeId> {
        std::iter::successors(Some(from), |&id| self.scope(id).parent)
    }

    /// The scope that the statement of a function or class stands in.
    pub fn stands_in(&self, scope: &Scope) -> Option<ScopeId> {
        let mut around = self.ancestors(scope.parent?);
        around.find(|&id| self.scope(id).kind != ScopeKind::TypeParameters)
    }

    /// The nearest class scope whose methods a scope belongs to.
    pub fn enclosing_class(&self, from: ScopeId) -> Option<ScopeId> {
        self.ancestors(from)
            .find(|&id| self.scope(id).kind == ScopeKind::Class)
    }

    /// `__qualname__` of the class or function that a scope belongs to.
    pub fn qualified_name(&self, id: ScopeId) -> String {
        let mut parts = Vec::new();
        let mut inner_is_function = false;
        for id in self.ancestors(id) {
            let scope = self.scope(id);
            match scope.kind {
                ScopeKind::Class | ScopeKind::Function | ScopeKind::Lambda => {
                    if !parts.is_empty() && scope.kind != ScopeKind::Class && inner_is_function {
                        parts.push("<locals>".to_owned());
                    }
                    parts.push(scope.name.clone());
                    inner_is_function = true;
                }
                _ => {}
            }
        }
        parts.reverse();
        parts.join(".")
    }
}
