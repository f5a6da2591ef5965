//! Who calls a function, and what it calls.

use std::sync::Arc;

use ruff_python_ast::visitor::source_order::{self, SourceOrderVisitor};
use ruff_python_ast::{AnyNodeRef, Expr, ExprCall, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_checker::Place;
use serpentarium_checker::references::{Reach, Use};

use crate::analysis::Context;
use crate::analysis::places;
use crate::analysis::references;
use crate::analysis::source::SourceFile;
use crate::analysis::symbols::{Symbol, SymbolKind};

/// A function, a class, or the body of a module.
#[derive(Debug, Clone)]
pub struct Item {
    pub file: Arc<SourceFile>,
    pub name: String,
    /// `None` for a module.
    pub kind: Option<SymbolKind>,
    pub detail: String,
    pub range: TextRange,
    pub name_range: TextRange,
}

/// A caller or callee, and where the calls are written.
#[derive(Debug, Clone)]
pub struct Calls {
    pub item: Item,
    pub ranges: Vec<TextRange>,
}

/// The functions and classes that an offset stands for.
pub fn prepare(context: &Context, offset: TextSize) -> Vec<Item> {
    let places = context.checker.definition(&context.address(), offset);
    let items = places.iter().filter_map(|place| {
        let file = places::source(context, place)?;
        item_named(&file, place.focus_range())
    });
    items.collect()
}

/// The item whose name stands at a range.
fn item_named(file: &Arc<SourceFile>, name_range: TextRange) -> Option<Item> {
    let symbol = find(file.outline(), &|symbol| symbol.name_range == name_range)?;
    is_callable(symbol.kind).then(|| item_of(file, symbol))
}

fn find<'a>(symbols: &'a [Symbol], wanted: &dyn Fn(&Symbol) -> bool) -> Option<&'a Symbol> {
    symbols.iter().find_map(|symbol| {
        if wanted(symbol) {
            return Some(symbol);
        }
        find(&symbol.children, wanted)
    })
}

fn is_callable(kind: SymbolKind) -> bool {
    matches!(
        kind,
        SymbolKind::Function
            | SymbolKind::Method
            | SymbolKind::Constructor
            | SymbolKind::Property
            | SymbolKind::Class
            | SymbolKind::Enum
    )
}

fn item_of(file: &Arc<SourceFile>, symbol: &Symbol) -> Item {
    Item {
        file: Arc::clone(file),
        name: symbol.name.clone(),
        kind: Some(symbol.kind),
        detail: symbol.detail.clone(),
        range: symbol.range,
        name_range: symbol.name_range,
    }
}

/// The function or class in whose body an offset lies, else the module.
fn around(file: &Arc<SourceFile>, offset: TextSize) -> Item {
    let mut found = None;
    let mut symbols = file.outline();
    // Decorators and the name itself belong to what is around.
    while let Some(symbol) = symbols.iter().find(|symbol| {
        symbol.range.contains_inclusive(offset)
            && offset > symbol.name_range.end()
            && is_callable(symbol.kind)
    }) {
        found = Some(symbol);
        symbols = &symbol.children;
    }
    match found {
        Some(symbol) => item_of(file, symbol),
        None => module(file),
    }
}

fn module(file: &Arc<SourceFile>) -> Item {
    let path = file.path();
    let name = path.and_then(|path| path.file_name()?.to_str());
    Item {
        file: Arc::clone(file),
        name: name.map_or_else(|| file.filename(), str::to_owned),
        kind: None,
        detail: path
            .map(|path| path.display().to_string())
            .unwrap_or_default(),
        range: TextRange::up_to(TextSize::of(file.text())),
        name_range: TextRange::default(),
    }
}

/// The other name that an import gives what it imports.
fn alias_of(file: &SourceFile, imported: TextRange) -> Option<TextSize> {
    let path = file.nodes_at(imported.start());
    path.iter().rev().find_map(|node| match node {
        AnyNodeRef::Alias(alias) if alias.name.range() == imported => {
            alias.asname.as_ref().map(Ranged::start)
        }
        _ => None,
    })
}

/// The calls in the workspace of the function or class whose name stands at an offset.
pub fn incoming(context: &Context, offset: TextSize) -> Vec<Calls> {
    let mut pending = vec![(context.address(), offset)];
    let class = constructed(context, offset);
    pending.extend(class.map(|class| (context.address(), class)));
    let mut found: Vec<Calls> = Vec::new();
    let mut next = 0;
    while let Some((address, offset)) = pending.get(next).cloned() {
        next += 1;
        let Some(symbol) = context.checker.symbol(&address, offset, Reach::Related) else {
            continue;
        };
        for (place, how) in references::of_symbol(context, &symbol) {
            context.cancel.check();
            let Some(file) = places::source(context, &place) else {
                continue;
            };
            let range = place.focus_range();
            // `from m import f as g`: the calls of `g` are calls of it.
            if let Some(alias) = alias_of(&file, range) {
                let entry = (file.checker_address(), alias);
                if !pending.contains(&entry) {
                    pending.push(entry);
                }
            }
            if how == Use::Read && is_called(&file, range) {
                add(&mut found, around(&file, range.start()), range);
            }
        }
    }
    found
}

/// The name of the class that the constructor at an offset belongs to: a call of the class is a
/// call of it.
fn constructed(context: &Context, offset: TextSize) -> Option<TextSize> {
    let symbol = |symbol: &Symbol| symbol.name_range.contains_inclusive(offset);
    let outline = context.file.outline();
    find(outline, &symbol).filter(|found| found.kind == SymbolKind::Constructor)?;
    let class = find(outline, &|class| class.children.iter().any(symbol))?;
    Some(class.name_range.start())
}

fn is_called(file: &SourceFile, name: TextRange) -> bool {
    let nodes = file.nodes_at(name.start());
    let mut outwards = nodes
        .iter()
        .rev()
        .skip_while(|node| !node.is_expression() || node.range().end() != name.end());
    let Some(named) = outwards.next() else {
        return false;
    };
    match outwards.next() {
        Some(AnyNodeRef::ExprCall(call)) => call.func.range() == named.range(),
        Some(AnyNodeRef::Decorator(_)) => true,
        // What is read of a property calls it; who asks for that knows.
        _ => false,
    }
}

fn add(found: &mut Vec<Calls>, item: Item, range: TextRange) {
    let same = |calls: &&mut Calls| {
        calls.item.file.is(&item.file) && calls.item.name_range == item.name_range
    };
    match found.iter_mut().find(same) {
        Some(calls) if calls.ranges.contains(&range) => {}
        Some(calls) => calls.ranges.push(range),
        None => found.push(Calls {
            item,
            ranges: vec![range],
        }),
    }
}

/// The calls in the body of the function or class whose name stands at an offset.
pub fn outgoing(context: &Context, offset: TextSize) -> Vec<Calls> {
    let address = context.address();
    let nodes = context.file.nodes_at(offset);
    let body = nodes.iter().rev().find_map(|node| match node {
        AnyNodeRef::StmtFunctionDef(def) => Some(&def.body),
        AnyNodeRef::StmtClassDef(def) => Some(&def.body),
        _ => None,
    });
    let mut visitor = Callees::default();
    visitor.visit_body(body.unwrap_or(&context.file.module().body));
    let mut found = Vec::new();
    for range in visitor.names {
        context.cancel.check();
        let items = |places: Vec<Place>| -> Vec<Item> {
            let named = |place: &Place| {
                let file = places::source(context, place)?;
                item_named(&file, place.focus_range())
            };
            places.iter().filter_map(named).collect()
        };
        let mut called = items(context.checker.definition(&address, range.start()));
        if called.is_empty() {
            // A variable here, a function in the branch for another version.
            let anywhere = context
                .checker
                .definition_in_any_branch(&address, range.start());
            called = items(anywhere);
        }
        for item in called {
            add(&mut found, item, range);
        }
    }
    found
}

/// The names that a body calls itself, not the functions in it.
#[derive(Default)]
struct Callees {
    names: Vec<TextRange>,
}

impl Callees {
    fn call(&mut self, call: &ExprCall) {
        match &*call.func {
            Expr::Name(name) => self.names.push(name.range()),
            Expr::Attribute(attribute) => self.names.push(attribute.attr.range()),
            _ => {}
        }
    }
}

impl<'a> SourceOrderVisitor<'a> for Callees {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let decorators = match stmt {
            Stmt::FunctionDef(def) => &def.decorator_list,
            Stmt::ClassDef(def) => &def.decorator_list,
            _ => return source_order::walk_stmt(self, stmt),
        };
        for decorator in decorators {
            self.visit_decorator(decorator);
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Call(call) = expr {
            self.call(call);
        }
        source_order::walk_expr(self, expr);
    }
}
