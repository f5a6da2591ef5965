//! What is still known of a file when its tree was dropped: where its functions, classes and
//! variables stand, and what else is asked of a definition before anything else. To parse the file
//! again for that would take longer than all the rest of an answer.

use std::sync::Arc;

use ruff_db::file_revision::FileRevision;
use ruff_db::files::File;
use ruff_db::source::source_text;
use ruff_python_ast::name::Name;
use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{
    self as ast, Expr, HasNodeIndex, ModModule, NodeIndex, Stmt, StmtFunctionDef,
};
use ruff_python_parser::parse_expression;
use ruff_text_size::{Ranged, TextRange};
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::scope::NodeWithScopeKind;

use crate::alone;
use crate::database::Database;
use crate::docstring::Documented;
use crate::family;
use crate::names::last_name;

/// The definitions of one version of a file.
#[derive(Debug)]
pub struct Outline {
    revision: FileRevision,
    /// In the order of their nodes.
    blocks: Box<[Block]>,
    variables: Box<[Variable]>,
}

/// A function or class.
#[derive(Debug, Clone)]
struct Block {
    node: NodeIndex,
    sketch: Sketch,
    docstring: Option<TextRange>,
    /// One that has the docstring of the implementation.
    may_be_overload: bool,
    /// A function that says what it returns.
    is_annotated: bool,
}

/// A name that is assigned to outside of functions, or an attribute that a method gives its instance.
#[derive(Debug, Clone)]
struct Variable {
    /// The class around it, or the method.
    around: Option<NodeIndex>,
    sketch: Sketch,
    /// The whole value goes to the name, and nothing else is assigned to it.
    is_plain: bool,
    /// The string that follows.
    docstring: Option<TextRange>,
    /// The value is a name or an attribute.
    is_alias: bool,
}

/// Where a definition stands.
#[derive(Debug, Clone, Copy)]
pub struct Sketch {
    pub name: TextRange,
    pub full: TextRange,
    /// Within an `if`, which may not run.
    pub is_conditional: bool,
}

/// What an outline says of a definition.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub sketch: Sketch,
    docstring: Docstring,
    /// It is a function that says what it returns, or no function.
    pub returns_are_written: bool,
    /// It is no other name for something.
    pub is_no_alias: bool,
    pub may_be_overload: bool,
}

#[derive(Debug, Clone, Copy)]
enum Docstring {
    None,
    At(TextRange),
    /// Only the tree can say.
    Open,
}

impl Outline {
    fn of(revision: FileRevision, module: &ModModule, source: &str) -> Self {
        let mut builder = Builder {
            documented: Documented::of(&module.body),
            ..Builder::default()
        };
        builder.visit_body(&module.body);
        let mut outline = Self {
            revision,
            blocks: builder.blocks.into(),
            variables: builder.variables.into(),
        };
        outline.blocks.sort_unstable_by_key(|block| block.node);
        let name = |it: &Variable| (it.around, &source[it.sketch.name]);
        let variables = &mut outline.variables;
        variables.sort_by(|one, other| name(one).cmp(&name(other)));
        for index in 1..variables.len() {
            if name(&variables[index - 1]) == name(&variables[index]) {
                variables[index - 1].is_plain = false;
                variables[index].is_plain = false;
            }
        }
        outline
    }

    fn block(&self, node: NodeIndex) -> Option<Known> {
        let found = self.blocks.binary_search_by_key(&node, |block| block.node);
        let block = &self.blocks[found.ok()?];
        Some(Known {
            sketch: block.sketch,
            docstring: match block.docstring {
                Some(range) => Docstring::At(range),
                None if block.may_be_overload => Docstring::Open,
                None => Docstring::None,
            },
            returns_are_written: block.is_annotated,
            is_no_alias: true,
            may_be_overload: block.may_be_overload,
        })
    }

    fn variable(&self, around: Option<NodeIndex>, name: &str, source: &str) -> Option<Known> {
        let key = |it: &Variable| (it.around, &source[it.sketch.name]);
        let at = (self.variables).partition_point(|it| key(it) < (around, name));
        let variable = self.variables.get(at)?;
        if key(variable) != (around, name) || !variable.is_plain {
            return None;
        }
        Some(Known {
            sketch: variable.sketch,
            docstring: variable.docstring.map_or(Docstring::None, Docstring::At),
            returns_are_written: true,
            is_no_alias: !variable.is_alias,
            may_be_overload: false,
        })
    }
}

impl Known {
    /// The docstring, if that is known; the inner one is missing where there is none.
    pub fn docstring(&self, db: &Database, file: File) -> Option<Option<String>> {
        let range = match self.docstring {
            Docstring::None => return Some(None),
            Docstring::Open => return None,
            Docstring::At(range) => range,
        };
        let source = source_text(db, file);
        let parsed = parse_expression(source.as_str().get(range.to_std_range())?).ok()?;
        let literal = parsed.expr().as_string_literal_expr()?;
        Some(Some(literal.value.to_str().to_owned()))
    }
}

impl Database {
    /// What is known of a definition without the tree of its file, if that was dropped before.
    pub fn known(&self, definition: Definition<'_>) -> Option<Known> {
        let file = definition.file(self);
        let outline = self.trees().outline(file)?;
        if outline.revision != file.revision(self) {
            return None;
        }
        match definition.kind(self) {
            DefinitionKind::Parameter(_) => self.parameter(&outline, definition),
            DefinitionKind::Function(node) => outline.block(node.index()),
            DefinitionKind::Class(node) => outline.block(node.index()),
            DefinitionKind::Assignment(_) | DefinitionKind::AnnotatedAssignment(_) => {
                let scope = definition.scope(self);
                let is_attribute = !definition.place(self).is_symbol();
                let around = match scope.node(self) {
                    NodeWithScopeKind::Module if !is_attribute => None,
                    NodeWithScopeKind::Class(node) if !is_attribute => Some(node.index()),
                    NodeWithScopeKind::Function(node) if is_attribute => Some(node.index()),
                    _ => return None,
                };
                let name = family::name(self, definition)?;
                outline.variable(around, &name, source_text(self, file).as_str())
            }
            _ => None,
        }
    }

    /// What is known of a parameter: its function is parsed alone.
    fn parameter(&self, outline: &Outline, definition: Definition<'_>) -> Option<Known> {
        let function = definition.scope(self).node(self).as_function()?;
        let block = outline.block(function.index())?;
        let source = source_text(self, definition.file(self));
        let def = alone::function(source.as_str(), block.sketch.full)?;
        let name = family::name(self, definition)?;
        let mut parameters = def.parameters.iter().map(|it| it.as_parameter());
        let found = parameters.find(|it| it.name.as_str() == name)?;
        Some(Known {
            sketch: Sketch {
                name: found.name.range(),
                full: found.range(),
                ..block.sketch
            },
            docstring: Docstring::None,
            returns_are_written: true,
            is_no_alias: true,
            may_be_overload: false,
        })
    }

    /// Writes down what will be asked of a file when its tree is gone.
    pub fn remember_outline(&self, file: File, module: &ModModule) {
        let revision = file.revision(self);
        let known = self.trees().outline(file);
        if known.is_some_and(|known| known.revision == revision) {
            return;
        }
        let source = source_text(self, file);
        let outline = Outline::of(revision, module, source.as_str());
        self.trees().keep_outline(file, Arc::new(outline));
    }
}

/// Whether a statement gives `overload` another name.
fn renames_overload(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::ImportFrom(import) => {
            let mut names = import.names.iter();
            names.any(|alias| &alias.name == "overload" && alias.asname.is_some())
        }
        Stmt::Assign(assign) => last_name(&assign.value) == Some("overload"),
        Stmt::AnnAssign(assign) => assign.value.as_deref().and_then(last_name) == Some("overload"),
        _ => false,
    }
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    variables: Vec<Variable>,
    /// The class whose body it is in.
    class: Option<NodeIndex>,
    /// The method whose body it is in, and its first parameter.
    method: Option<(NodeIndex, Name)>,
    functions: usize,
    conditions: usize,
    documented: Documented,
    /// `overload` has another name, too.
    is_overload_renamed: bool,
}

impl Builder {
    fn may_be_overload(&self, decorators: &[ast::Decorator]) -> bool {
        let mut names = decorators.iter().map(|it| last_name(&it.expression));
        names.any(|name| self.is_overload_renamed || name == Some("overload"))
    }

    fn block(
        &mut self,
        node: NodeIndex,
        name: TextRange,
        full: TextRange,
        body: &[Stmt],
    ) -> &mut Block {
        let first = body.first().and_then(Stmt::as_expr_stmt);
        let docstring = first.filter(|first| first.value.is_string_literal_expr());
        self.blocks.push(Block {
            node,
            sketch: self.sketch(name, full),
            docstring: docstring.map(|docstring| docstring.value.range()),
            may_be_overload: false,
            is_annotated: true,
        });
        self.blocks.last_mut().expect("one was just added")
    }

    fn sketch(&self, name: TextRange, full: TextRange) -> Sketch {
        Sketch {
            name,
            full,
            is_conditional: self.conditions > 0,
        }
    }

    fn variable(
        &mut self,
        around: Option<NodeIndex>,
        name: TextRange,
        full: TextRange,
        value: Option<&Expr>,
    ) {
        self.variables.push(Variable {
            around,
            sketch: self.sketch(name, full),
            is_plain: value.is_some(),
            docstring: self.documented.string_behind(name),
            is_alias: matches!(value, Some(Expr::Name(_) | Expr::Attribute(_))),
        });
    }

    /// The names of a target; `value` is what the whole target is given.
    fn target(&mut self, target: &Expr, full: TextRange, value: Option<&Expr>) {
        match target {
            Expr::Name(name) if self.functions == 0 => {
                self.variable(self.class, name.range(), full, value);
            }
            Expr::Attribute(attribute) => {
                if let (Some((method, first)), Expr::Name(of)) = (&self.method, &*attribute.value)
                    && of.id == *first
                {
                    self.variable(Some(*method), attribute.attr.range(), full, value);
                }
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                for item in elts {
                    self.target(item, full, None);
                }
            }
            Expr::Starred(starred) => self.target(&starred.value, full, None),
            _ => {}
        }
    }

    /// The body of a function: with nothing around it that counts.
    fn in_function(&mut self, def: &StmtFunctionDef) {
        let first = def.parameters.iter_non_variadic_params().next();
        let first = first.filter(|_| self.class.is_some());
        let method = first.map(|first| (def.node_index().load(), first.name().id.clone()));
        self.functions += 1;
        self.inside(None, method, &def.body);
        self.functions -= 1;
    }

    fn inside(
        &mut self,
        class: Option<NodeIndex>,
        method: Option<(NodeIndex, Name)>,
        body: &[Stmt],
    ) {
        let outer = (self.class, self.method.take());
        (self.class, self.method) = (class, method);
        self.visit_body(body);
        (self.class, self.method) = outer;
    }
}

impl<'a> Visitor<'a> for Builder {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.is_overload_renamed |= renames_overload(stmt);
        match stmt {
            Stmt::FunctionDef(def) => {
                let node = def.node_index().load();
                let may_be_overload = self.may_be_overload(&def.decorator_list);
                let block = self.block(node, def.name.range(), def.range(), &def.body);
                block.may_be_overload = may_be_overload;
                block.is_annotated = def.returns.is_some();
                self.in_function(def);
            }
            Stmt::ClassDef(def) => {
                let node = def.node_index().load();
                self.block(node, def.name.range(), def.range(), &def.body);
                self.inside(Some(node), None, &def.body);
            }
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    let full = target.range().cover(assign.value.range());
                    self.target(target, full, Some(&assign.value));
                }
            }
            Stmt::AnnAssign(assign) => {
                let mut full = assign.target.range().cover(assign.annotation.range());
                if let Some(value) = &assign.value {
                    full = full.cover(value.range());
                }
                let value = assign.value.as_deref().unwrap_or(&assign.annotation);
                self.target(&assign.target, full, Some(value));
            }
            Stmt::If(_) => {
                self.conditions += 1;
                walk_stmt(self, stmt);
                self.conditions -= 1;
            }
            _ => walk_stmt(self, stmt),
        }
    }

    /// There are no definitions in it that anybody asks for by a name.
    fn visit_expr(&mut self, _: &'a Expr) {}
}
