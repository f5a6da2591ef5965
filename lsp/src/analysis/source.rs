//! One version of one text and everything that is derived from it, computed once and on demand.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use ropey::Rope;
use ruff_python_ast::{
    AnyNodeRef, ExprRef, ModModule, PySourceType, StmtClassDef, StmtFunctionDef,
};
use ruff_python_parser::{Parsed, parse_parenthesized_expression_range, parse_unchecked_source};
use ruff_text_size::{Ranged, TextRange, TextSize};

use serpentarium_checker::{Address, alone};
use serpentarium_compiler::CompileError;

use crate::analysis::code_facts::{self, Compilation};
use crate::analysis::code_slice::Skeleton;
use crate::analysis::depth;
use crate::analysis::kept::Kept;
use crate::analysis::scopes::{Binding, BindingId, Occurrence, ScopeId, ScopeKind, ScopeTable};
use crate::analysis::symbols::{self, Symbol};
use crate::analysis::{nodes, sharing, stdlib};
use crate::protocol::position::LineIndex;

/// A text with its syntax tree, name bindings and code objects.
#[derive(Debug, Default)]
pub struct SourceFile {
    rope: Option<Rope>,
    /// The address under which the client has the text open.
    address: Option<String>,
    /// The client's version of a text that it has open.
    version: Option<i32>,
    path: Option<PathBuf>,
    /// The text was walked before, and did not nest too deeply for that.
    is_known_walkable: bool,
    /// The dotted name for a module of the standard library, which has no path of its own.
    stdlib_module: Option<StdlibModule>,
    text: OnceLock<String>,
    syntax: OnceLock<Syntax>,
    scopes: OnceLock<ScopeTable>,
    kept: Arc<Kept>,
    outline: OnceLock<Vec<Symbol>>,
    first_error: OnceLock<Option<CompileError>>,
    compilation: OnceLock<Compilation>,
}

/// Which module of the standard library a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StdlibModule {
    pub name: String,
    pub is_package: bool,
}

/// The error-tolerant tree of a text.
#[derive(Debug)]
pub struct Syntax {
    pub parsed: Tree,
    /// The text nests too deeply, or is too large; the tree is an empty one.
    pub too_deep: bool,
}

/// A tree with its tokens and errors.
#[derive(Debug)]
pub enum Tree {
    Own(Parsed<ModModule>),
    /// The one that the checker works on.
    Shared(serpentarium_checker::Tree),
}

impl Deref for Tree {
    type Target = Parsed<ModModule>;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Own(parsed) => parsed,
            Self::Shared(tree) => tree,
        }
    }
}

impl SourceFile {
    pub fn open_in_editor(rope: Rope, address: String, path: Option<PathBuf>) -> Self {
        Self {
            rope: Some(rope),
            address: Some(address),
            path,
            ..Self::default()
        }
    }

    /// The same as a version of the client's.
    pub fn at_version(self, version: i32) -> Self {
        Self {
            version: Some(version),
            ..self
        }
    }

    /// The same with what was found out about the same text before.
    pub fn known_walkable(self, is_known_walkable: bool) -> Self {
        Self {
            is_known_walkable,
            ..self
        }
    }

    /// Whether the text is known to nest no deeper than can be walked.
    pub fn is_known_walkable(&self) -> bool {
        let syntax = self.syntax.get();
        self.is_known_walkable || syntax.is_some_and(|syntax| !syntax.too_deep)
    }

    /// The same as a module of the standard library.
    pub fn in_stdlib(self, module: Option<StdlibModule>) -> Self {
        Self {
            stdlib_module: module,
            ..self
        }
    }

    pub fn from_text(text: String, path: Option<PathBuf>) -> Self {
        Self {
            path,
            text: OnceLock::from(text),
            ..Self::default()
        }
    }

    pub fn from_stdlib(text: String, module: StdlibModule, path: Option<PathBuf>) -> Self {
        Self {
            stdlib_module: Some(module),
            ..Self::from_text(text, path)
        }
    }

    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    pub fn version(&self) -> Option<i32> {
        self.version
    }

    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    pub fn stdlib_module(&self) -> Option<&StdlibModule> {
        self.stdlib_module.as_ref()
    }

    /// How the checker calls this text.
    pub fn checker_address(&self) -> Address {
        let stub = self.path.as_deref().and_then(stdlib::stub_of_path);
        if let Some(stub) = stub {
            return Address::Stub(stub);
        }
        match (&self.path, &self.address) {
            (Some(path), _) => Address::Path(path.clone()),
            (None, address) => Address::Virtual(address.clone().unwrap_or_default()),
        }
    }

    /// The name that tracebacks and code objects show.
    pub fn filename(&self) -> String {
        match (&self.path, &self.address) {
            (Some(path), _) => path.display().to_string(),
            (None, Some(address)) => address.clone(),
            (None, None) => "<unknown>".to_owned(),
        }
    }

    pub fn text(&self) -> &str {
        self.text
            .get_or_init(|| self.rope.as_ref().map(Rope::to_string).unwrap_or_default())
    }

    pub fn slice(&self, range: TextRange) -> &str {
        &self.text()[range]
    }

    pub fn lines(&self) -> &LineIndex {
        self.kept.lines(self.text())
    }

    /// The tree: the one that the checker at hand has of the same text, so that it is parsed once and
    /// kept once, else one of its own.
    pub fn syntax(&self) -> &Syntax {
        let shared = || sharing::tree(&self.checker_address(), self.text());
        self.syntax.get_or_init(|| match shared() {
            Some(tree) => Syntax {
                parsed: Tree::Shared(tree),
                too_deep: false,
            },
            None => Syntax::of(self.text(), self.is_known_walkable),
        })
    }

    pub fn module(&self) -> &ModModule {
        self.syntax().parsed.syntax()
    }

    /// Whether a part of the text is better parsed alone: there is no tree, and no part nests too
    /// deeply for one.
    pub fn can_parse_parts(&self) -> bool {
        self.syntax.get().is_none() && self.is_known_walkable
    }

    /// Works with the expression that spans exactly a range. Where there is no tree of the text, only
    /// that is parsed.
    pub fn with_expression<R>(
        &self,
        range: TextRange,
        work: impl FnOnce(ExprRef<'_>) -> Option<R>,
    ) -> Option<R> {
        if self.can_parse_parts()
            && let Ok(parsed) = parse_parenthesized_expression_range(self.text(), range)
            && parsed.expr().range() == range
        {
            return work(parsed.expr().into());
        }
        work(nodes::expression(self.module(), range)?)
    }

    /// Works with the function whose statement spans exactly a range. Where there is no tree of the
    /// text, only that is parsed.
    pub fn with_function<R>(
        &self,
        range: TextRange,
        work: impl FnOnce(&StmtFunctionDef) -> R,
    ) -> Option<R> {
        if self.can_parse_parts()
            && let Some(def) = alone::function(self.text(), range)
        {
            return Some(work(&def));
        }
        Some(work(nodes::function(self.module(), range)?))
    }

    /// The same with a class.
    pub fn with_class<R>(
        &self,
        range: TextRange,
        work: impl FnOnce(&StmtClassDef) -> R,
    ) -> Option<R> {
        if self.can_parse_parts()
            && let Some(def) = alone::class(self.text(), range)
        {
            return Some(work(&def));
        }
        Some(work(nodes::class(self.module(), range)?))
    }

    /// The same for what is asked of decorators, bases, keywords and type parameters alone: there may
    /// be nothing in the body.
    pub fn with_class_header<R>(
        &self,
        range: TextRange,
        work: impl FnOnce(&StmtClassDef) -> R,
    ) -> Option<R> {
        if self.can_parse_parts()
            && let Some(skeleton) = self.kept.skeleton.get()
            && let Some(header) = skeleton.class_header(range)
            && let Some(def) = alone::class_header(self.text(), header)
        {
            return Some(work(&def));
        }
        Some(work(nodes::class(self.module(), range)?))
    }

    /// What stands before the body of a class, if that is known without its tree.
    pub fn class_header(&self, class: TextRange) -> Option<&str> {
        let header = self.kept.skeleton.get()?.class_header(class)?;
        Some(self.slice(header))
    }

    pub fn scopes(&self) -> &ScopeTable {
        self.scopes.get_or_init(|| ScopeTable::of(self.module()))
    }

    /// The scopes outside of functions, or all if they are known: see [`ScopeTable::outer_of`].
    pub fn outer_scopes(&self) -> &ScopeTable {
        let make = || {
            // While the tree is at hand.
            self.skeleton();
            ScopeTable::outer_of(self.module())
        };
        self.scopes
            .get()
            .unwrap_or_else(|| self.kept.outer_scopes.get_or_init(make))
    }

    /// Whether the names inside of functions are known, too.
    pub fn knows_all_scopes(&self) -> bool {
        self.scopes.get().is_some()
    }

    /// Where the statements outside of functions stand.
    pub fn skeleton(&self) -> &Skeleton {
        let make = || Skeleton::of(self.module());
        self.kept.skeleton.get_or_init(make)
    }

    /// Whether the text nests too deeply for a tree, or is too large.
    pub fn is_too_deep(&self) -> bool {
        !self.is_known_walkable && self.syntax().too_deep
    }

    /// Roughly how many bytes it takes with what was made of it, by the size of its text.
    pub fn weight(&self, text: u64) -> u64 {
        const TREE: u64 = 15;
        const SCOPES: u64 = 8;
        let tree = self.syntax.get().map_or(0, |_| TREE);
        let scopes = self.scopes.get().map_or(0, |_| SCOPES);
        text * (1 + tree + scopes)
    }

    /// What stays of it, for another file with the same text.
    pub fn kept(&self) -> &Arc<Kept> {
        &self.kept
    }

    /// The same with what is left of another file with the same text.
    pub fn with_kept(self, kept: Arc<Kept>) -> Self {
        Self { kept, ..self }
    }

    /// The smallest table that knows the name at an offset.
    pub fn scopes_at(&self, offset: TextSize) -> &ScopeTable {
        let outer = self.outer_scopes();
        let is_there = |found: &Occurrence| found.range.start() == offset;
        match outer.occurrence_at(offset).is_some_and(is_there) {
            true => outer,
            false => self.scopes(),
        }
    }

    /// The smallest table that knows all bindings of a name in a scope.
    pub fn scopes_with(&self, scope: ScopeId, name: &str) -> &ScopeTable {
        let outer = self.outer_scopes();
        let kind = outer.scopes.get(scope.0 as usize).map(|scope| scope.kind);
        let is_whole = match kind {
            Some(ScopeKind::Class) => true,
            // `global` in a function binds a name of the module's.
            Some(ScopeKind::Module) => !self.may_bind_global(name),
            _ => false,
        };
        if is_whole { outer } else { self.scopes() }
    }

    /// Whether a function may bind a name of the module.
    pub fn may_bind_global(&self, name: &str) -> bool {
        self.kept.globals(self.text()).may_name(name)
    }

    /// The names of a function alone, as if nothing stood around it; `None` if it cannot be parsed so.
    pub fn scopes_inside(&self, function: TextRange) -> Option<ScopeTable> {
        let alone = || alone::function(self.text(), function);
        let def = self.can_parse_parts().then(alone).flatten();
        let def = def.or_else(|| nodes::function(self.module(), function).cloned())?;
        Some(ScopeTable::of(&nodes::module_with(def)))
    }

    /// The smallest table that holds a scope.
    pub fn scopes_of(&self, scope: ScopeId) -> &ScopeTable {
        let outer = self.outer_scopes();
        match (scope.0 as usize) < outer.scopes.len() {
            true => outer,
            false => self.scopes(),
        }
    }

    pub fn binding(&self, id: BindingId) -> &Binding {
        let outer = self.outer_scopes().bindings.get(id.0 as usize);
        outer.unwrap_or_else(|| self.scopes().binding(id))
    }

    /// The scope that a class, function or lambda node makes.
    pub fn scope_of_node(&self, node: TextRange, kinds: &[ScopeKind]) -> Option<ScopeId> {
        let outer = self.outer_scopes().scope_of_node(node, kinds);
        outer.or_else(|| self.scopes().scope_of_node(node, kinds))
    }

    /// `__qualname__` of the class or function that a scope belongs to.
    pub fn qualified_name(&self, scope: ScopeId) -> String {
        self.scopes_of(scope).qualified_name(scope)
    }

    /// The classes, functions and variables of the text.
    pub fn outline(&self) -> &[Symbol] {
        self.outline.get_or_init(|| symbols::symbols(self))
    }

    pub fn compilation(&self) -> &Compilation {
        self.compilation
            .get_or_init(|| match self.syntax().too_deep {
                true => Compilation::default(),
                false => Compilation::of(self),
            })
    }

    /// The first error of a text that the error-tolerant parser finds broken, as CPython reports it;
    /// sooner known than the whole [`Self::compilation`].
    pub fn first_error(&self) -> Option<&CompileError> {
        let is_broken = !self.syntax().too_deep && self.syntax().parsed.has_invalid_syntax();
        let find = || is_broken.then(|| code_facts::error_of(self)).flatten();
        self.first_error.get_or_init(find).as_ref()
    }

    /// Whether asking for [`Self::compilation`] costs nothing any more.
    pub fn is_compiled(&self) -> bool {
        self.compilation.get().is_some()
    }

    /// The nodes that hold an offset, outermost first; the module comes always.
    pub fn nodes_at(&self, offset: TextSize) -> Vec<AnyNodeRef<'_>> {
        nodes::covering(self.module(), TextRange::empty(offset))
    }

    /// The line (from 1, as Python counts) of an offset.
    pub fn line_number(&self, offset: TextSize) -> usize {
        self.lines().line_of(offset) + 1
    }

    /// The byte offset of CPython's position: a line from 1 and a column in characters from 0.
    pub fn offset_of_char_column(&self, lineno: usize, column: usize) -> TextSize {
        let text = self.text();
        let line = self.lines().line(lineno.saturating_sub(1), text);
        let start = self.lines().start_of(lineno.saturating_sub(1), text);
        let within = line
            .char_indices()
            .nth(column)
            .map_or(line.len(), |(at, _)| at);
        start + TextSize::new(within as u32)
    }

    /// The byte offset of a line from 1 and a column in bytes from 0, as trees and code tables
    /// count.
    pub fn offset_of_byte_column(&self, lineno: usize, column: usize) -> TextSize {
        let text = self.text();
        let line = self.lines().line(lineno.saturating_sub(1), text);
        let start = self.lines().start_of(lineno.saturating_sub(1), text);
        let mut within = column.min(line.len());
        while !line.is_char_boundary(within) {
            within -= 1;
        }
        start + TextSize::new(within as u32)
    }

    /// Whether the two are the same text in memory.
    pub fn is(self: &Arc<Self>, other: &Arc<Self>) -> bool {
        Arc::ptr_eq(self, other)
    }
}

impl Syntax {
    fn of(text: &str, is_known_walkable: bool) -> Self {
        let too_deep = !is_known_walkable && !depth::is_walkable(text);
        let text = if too_deep { "" } else { text };
        Self {
            parsed: Tree::Own(parse_unchecked_source(text, PySourceType::Python)),
            too_deep,
        }
    }

    /// The whole range that the tree spans.
    pub fn range(&self) -> TextRange {
        self.parsed.syntax().range()
    }
}
