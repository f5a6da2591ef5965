//! Names that fit at the cursor: in scope, of a module, of a class, in an import.

use std::collections::HashSet;
use std::sync::Arc;

use ruff_python_ast::{AnyNodeRef, Expr, ExprRef};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::Context;
use crate::analysis::attributes;
use crate::analysis::class_facts;
use crate::analysis::infer::{Class, Definition, Entity, Inference};
use crate::analysis::native::{self, Native, NativeKind};
use crate::analysis::rename::KEYWORDS;
use crate::analysis::scopes::{BindingKind, MODULE, ScopeId, ScopeKind};
use crate::analysis::source::SourceFile;
use crate::analysis::world::Module;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    Module,
    Class,
    Function,
    Method,
    Property,
    Field,
    Variable,
    Keyword,
    TypeParameter,
    /// `name=` in a call.
    Argument,
}

#[derive(Debug, Clone)]
pub struct Item {
    pub label: String,
    pub kind: ItemKind,
    /// Smaller comes first.
    pub rank: u8,
    /// What it is, to say more about it later.
    pub definition: Option<Definition>,
}

/// What to offer, and the range of what is typed already.
pub fn complete(context: &Context, offset: TextSize) -> (TextRange, Vec<Item>) {
    let file = &context.file;
    let typed = typed_name(file, offset);
    let mut completer = Completer {
        context,
        inference: Inference::new(context),
        items: Vec::new(),
        seen: HashSet::new(),
    };
    if !is_in_string_or_comment(file, offset) {
        completer.run(typed.start(), offset);
    }
    (typed, completer.items)
}

/// The part of a name that stands before the cursor.
fn typed_name(file: &SourceFile, offset: TextSize) -> TextRange {
    let before = &file.text()[..offset.to_usize()];
    let length: usize = before
        .chars()
        .rev()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .map(char::len_utf8)
        .sum();
    TextRange::new(offset - TextSize::new(length as u32), offset)
}

fn is_in_string_or_comment(file: &SourceFile, offset: TextSize) -> bool {
    use ruff_python_ast::token::TokenKind::{Comment, FStringMiddle, String, TStringMiddle};
    let tokens = file.syntax().parsed.tokens();
    let after = tokens.partition_point(|token| token.start() < offset);
    after
        .checked_sub(1)
        .and_then(|index| tokens.get(index))
        .is_some_and(|token| match token.kind() {
            Comment => offset <= token.end(),
            String | FStringMiddle | TStringMiddle => offset < token.end(),
            _ => false,
        })
}

struct Completer<'a> {
    context: &'a Context,
    inference: Inference<'a>,
    items: Vec<Item>,
    seen: HashSet<String>,
}

impl Completer<'_> {
    fn run(&mut self, start: TextSize, offset: TextSize) {
        let file = Arc::clone(&self.context.file);
        let before = file.text()[..start.to_usize()].trim_end_matches([' ', '\t']);
        let line = before.rsplit(['\n', '\r']).next().unwrap_or("");
        if let Some(statement) = import_statement(line) {
            return self.import(&file, &statement);
        }
        if before.ends_with('.') && !before.ends_with("..") {
            let dot = TextSize::new(before.len() as u32 - 1);
            return self.attribute(&file, dot);
        }
        // A name that is being defined is the author's to choose.
        let word = line.rsplit(' ').find(|word| !word.is_empty()).unwrap_or("");
        if matches!(word, "def" | "class" | "as") {
            return;
        }
        self.arguments(&file, offset);
        self.names_in_scope(&file, offset);
        self.keywords();
    }

    fn add(&mut self, label: &str, kind: ItemKind, rank: u8, definition: Option<Definition>) {
        if label.is_empty() || !self.seen.insert(label.to_owned()) {
            return;
        }
        // Private and special names come after the others.
        let rank =
            rank + u8::from(label.starts_with('_')) * 10 + u8::from(label.starts_with("__")) * 10;
        self.items.push(Item {
            label: label.to_owned(),
            kind,
            rank,
            definition,
        });
    }

    fn add_binding(&mut self, definition: Definition, rank: u8, in_class: bool) {
        let Some(binding) = definition.binding() else {
            return;
        };
        let kind = match &binding.kind {
            BindingKind::Function if in_class => ItemKind::Method,
            BindingKind::Function => ItemKind::Function,
            BindingKind::Class | BindingKind::TypeAlias { .. } => ItemKind::Class,
            BindingKind::Import { .. } => ItemKind::Module,
            BindingKind::TypeParameter => ItemKind::TypeParameter,
            _ if in_class => ItemKind::Field,
            _ => ItemKind::Variable,
        };
        let label = binding.name.clone();
        self.add(&label, kind, rank, Some(definition));
    }

    fn add_native(&mut self, native: Native, rank: u8) {
        let kind = match native.kind {
            NativeKind::Class => ItemKind::Class,
            NativeKind::Function => ItemKind::Function,
            NativeKind::DataDescriptor => ItemKind::Property,
            NativeKind::Object => ItemKind::Variable,
            _ => ItemKind::Method,
        };
        self.add(native.name(), kind, rank, Some(Definition::Native(native)));
    }

    fn names_in_scope(&mut self, file: &Arc<SourceFile>, offset: TextSize) {
        let table = file.scopes();
        let innermost = scope_for_typing(file, offset);
        let mut sees_classes = true;
        for (distance, id) in table.ancestors(innermost).enumerate() {
            let scope = table.scope(id);
            if scope.kind != ScopeKind::Class || sees_classes {
                self.scope(file, id, (distance as u8).min(5));
            }
            sees_classes &= matches!(scope.kind, ScopeKind::TypeParameters | ScopeKind::TypeAlias);
        }
        for native in native::members_of_module("builtins") {
            self.add_native(native, 6);
        }
    }

    fn scope(&mut self, file: &Arc<SourceFile>, id: ScopeId, rank: u8) {
        let names: Vec<String> = file.scopes().scope(id).names.keys().cloned().collect();
        for name in names {
            if let Some(last) = crate::analysis::infer::bindings(file, id, &name).pop() {
                self.add_binding(last, rank, false);
            }
        }
        let stars = file.scopes().scope(id).star_imports.clone();
        for star in stars {
            let BindingKind::ImportFrom { level, module, .. } = &file.scopes().binding(star).kind
            else {
                continue;
            };
            if let Some(module) = self.inference.import(file, *level, module) {
                self.module_members(&module, rank + 1, false);
            }
        }
    }

    fn keywords(&mut self) {
        for keyword in KEYWORDS.iter().chain(&["match", "case", "type"]) {
            self.add(keyword, ItemKind::Keyword, 7, None);
        }
    }

    /// `f(na|)`: the parameters that can be given by name.
    fn arguments(&mut self, file: &Arc<SourceFile>, offset: TextSize) {
        let path = file.nodes_at(offset);
        let call = path.iter().rev().find_map(|node| match node {
            AnyNodeRef::ExprCall(call)
                if call.arguments.range().contains(offset) && offset > call.arguments.start() =>
            {
                Some(*call)
            }
            _ => None,
        });
        let Some(call) = call else {
            return;
        };
        let Some(Entity::Function(node)) =
            self.inference.expression(file, ExprRef::from(&*call.func))
        else {
            return;
        };
        let Some(def) = node.function() else {
            return;
        };
        for parameter in def.parameters.args.iter().chain(&def.parameters.kwonlyargs) {
            let name = parameter.name().as_str();
            if !matches!(name, "self" | "cls") {
                self.add(&format!("{name}="), ItemKind::Argument, 0, None);
            }
        }
    }

    fn attribute(&mut self, file: &Arc<SourceFile>, dot: TextSize) {
        let Some(value) = expression_before(file, dot) else {
            return;
        };
        match self.inference.expression(file, value) {
            Some(Entity::Module(module)) => {
                self.module_members(&module, 0, true);
                for name in self.context.world.submodules(Some(&module), file) {
                    self.add(&name, ItemKind::Module, 2, None);
                }
            }
            Some(Entity::Class(class)) => self.class_members(&class, false),
            Some(Entity::Instance(class)) => self.class_members(&class, true),
            Some(Entity::Super(class)) => {
                for class in class_facts::lookup_order(&self.inference, &class)
                    .iter()
                    .skip(1)
                {
                    self.own_members(class, false, 0);
                }
            }
            Some(Entity::Function(_)) => {
                if let Some(class) = native::find("types", "FunctionType")
                    .or_else(|| native::find("types", "function"))
                {
                    self.own_members(&Class::Native(class), true, 0);
                }
            }
            Some(Entity::Native(_)) | None => {}
        }
    }

    fn class_members(&mut self, class: &Class, on_instance: bool) {
        let order = class_facts::lookup_order(&self.inference, class);
        for (distance, class) in order.iter().enumerate() {
            self.own_members(class, on_instance, (distance as u8).min(5));
        }
        if !on_instance && let Some(metaclass) = class_facts::metaclass(&self.inference, class) {
            for class in class_facts::lookup_order(&self.inference, &metaclass) {
                self.own_members(&class, true, 6);
            }
        }
    }

    fn own_members(&mut self, class: &Class, on_instance: bool, rank: u8) {
        match class {
            Class::Native(class) => {
                for member in class.members() {
                    self.add_native(member, rank);
                }
            }
            Class::Source(node) => {
                if on_instance {
                    for attribute in attributes::of_instances(node) {
                        let name = attribute.name.clone();
                        let file = Arc::clone(&node.file);
                        let definition = Definition::InstanceAttribute { file, attribute };
                        self.add(&name, ItemKind::Field, rank, Some(definition));
                    }
                }
                let Some(scope) = node.scope(ScopeKind::Class) else {
                    return;
                };
                let names: Vec<String> = node
                    .file
                    .scopes()
                    .scope(scope)
                    .names
                    .keys()
                    .cloned()
                    .collect();
                for name in names {
                    if let Some(last) =
                        crate::analysis::infer::bindings(&node.file, scope, &name).pop()
                    {
                        self.add_binding(last, rank, true);
                    }
                }
            }
        }
    }

    fn module_members(&mut self, module: &Module, rank: u8, with_private: bool) {
        match module {
            Module::Native(module) => {
                for member in native::members_of_module(module) {
                    self.add_native(member, rank);
                }
            }
            Module::Source(file) => {
                let names: Vec<String> =
                    file.scopes().scope(MODULE).names.keys().cloned().collect();
                for name in names {
                    if !with_private && name.starts_with('_') {
                        continue;
                    }
                    if let Some(last) = crate::analysis::infer::bindings(file, MODULE, &name).pop()
                    {
                        self.add_binding(last, rank, false);
                    }
                }
            }
            Module::Namespace(_) => {}
        }
    }

    fn import(&mut self, file: &Arc<SourceFile>, statement: &ImportStatement) {
        match statement {
            ImportStatement::Module { package: None } => {
                for name in self.context.world.submodules(None, file) {
                    self.add(&name, ItemKind::Module, 0, None);
                }
            }
            ImportStatement::Module {
                package: Some(package),
            } => {
                let (level, name) = split_level(package);
                if let Some(module) = self.inference.import(file, level, name) {
                    for name in self.context.world.submodules(Some(&module), file) {
                        self.add(&name, ItemKind::Module, 0, None);
                    }
                }
            }
            ImportStatement::Names { module } => {
                let (level, name) = split_level(module);
                if let Some(module) = self.inference.import(file, level, name) {
                    self.module_members(&module, 0, true);
                    for name in self.context.world.submodules(Some(&module), file) {
                        self.add(&name, ItemKind::Module, 1, None);
                    }
                }
            }
        }
    }
}

enum ImportStatement {
    /// `import |`, `import a.|`, `from |`, `from a.|`.
    Module { package: Option<String> },
    /// `from a import |`.
    Names { module: String },
}

fn import_statement(line: &str) -> Option<ImportStatement> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("from ") {
        if let Some((module, _)) = rest.split_once(" import") {
            return Some(ImportStatement::Names {
                module: module.trim().to_owned(),
            });
        }
        return Some(ImportStatement::Module {
            package: package_of(rest.trim()),
        });
    }
    let rest = line
        .strip_prefix("import")
        .filter(|rest| rest.is_empty() || rest.starts_with(' '))?;
    let last = rest.rsplit(',').next().unwrap_or("").trim();
    if last.contains(' ') {
        return None;
    }
    Some(ImportStatement::Module {
        package: package_of(last),
    })
}

fn package_of(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let is_relative = text.chars().all(|c| c == '.');
    Some(if is_relative {
        text.to_owned()
    } else {
        text.trim_end_matches('.').to_owned()
    })
}

fn split_level(name: &str) -> (u32, &str) {
    let rest = name.trim_start_matches('.');
    ((name.len() - rest.len()) as u32, rest)
}

/// The expression that ends at an offset, which is where a dot stands.
fn expression_before(file: &Arc<SourceFile>, dot: TextSize) -> Option<ExprRef<'_>> {
    let path = file.nodes_at(dot);
    let of_attribute = path.iter().rev().find_map(|node| match node {
        AnyNodeRef::ExprAttribute(attribute)
            if attribute.value.end() <= dot && dot < attribute.end() =>
        {
            Some(ExprRef::from(&*attribute.value))
        }
        _ => None,
    });
    of_attribute.or_else(|| {
        path.iter()
            .rev()
            .filter_map(|node| node.as_expr_ref())
            .find(|expr| expr.end() == dot)
    })
}

/// The scope of a new line at the end of a block, which the tree does not reach.
fn scope_for_typing(file: &SourceFile, offset: TextSize) -> ScopeId {
    let table = file.scopes();
    let found = table.scope_at(offset);
    let text = file.text();
    let line = file.lines().line_of(offset);
    let content = file.lines().line(line, text);
    let indentation = content.len() - content.trim_start().len();
    if found != MODULE || indentation == 0 {
        return found;
    }
    let before = (0..line)
        .rev()
        .find(|&line| !file.lines().line(line, text).trim().is_empty());
    let Some(before) = before else {
        return found;
    };
    let end = file.lines().start_of(before, text)
        + TextSize::of(file.lines().line(before, text).trim_end());
    let inner = table.scope_at(end);
    // Back out of the scopes whose blocks are indented further than the new line.
    table
        .ancestors(inner)
        .find(|&id| {
            let scope = table.scope(id);
            let start = file.lines().line_of(scope.node.start());
            let header = file.lines().line(start, text);
            id == MODULE || header.len() - header.trim_start().len() < indentation
        })
        .unwrap_or(found)
}

/// Whether an expression is a plain name, which completion of attributes can follow.
pub fn is_name(expression: &Expr) -> bool {
    matches!(expression, Expr::Name(_))
}
