//! Functions, methods, lambdas and native callables.

use ruff_python_ast::{ExprLambda, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::{Hover, class, decorators, join, line_of};
use crate::analysis::Context;
use crate::analysis::anatomy::layout;
use crate::analysis::code_facts::{self, CodeFacts};
use crate::analysis::docstring;
use crate::analysis::function_facts;
use crate::analysis::infer::{Class, Entity, Inference, Node};
use crate::analysis::native::{Native, NativeKind};
use crate::analysis::raises::{self, Raised};
use crate::analysis::scopes::{BindingKind, ScopeId, ScopeKind};
use crate::analysis::signature::{self, Signature};
use crate::analysis::source::SourceFile;

pub fn function(inference: &Inference, node: &Node, receiver: Option<&Entity>) -> Option<Hover> {
    node.with_function(|def| of_def(inference, node, def, receiver))?
}

fn of_def(
    inference: &Inference,
    node: &Node,
    def: &StmtFunctionDef,
    receiver: Option<&Entity>,
) -> Option<Hover> {
    let file = &node.file;
    let scope = node.scope(ScopeKind::Function)?;
    let in_class = file.scopes_of(scope).is_in_class(scope);
    let kind = function_facts::kind(def, in_class);
    let mut hover = Hover {
        code: function_line(inference, node, def, receiver),
        docstring: docstring::of_body(&def.body),
        ..Hover::default()
    };
    let word = function_facts::kind_of_body(def).word();
    hover.fact(
        "Kind",
        [Some(kind), word]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", "),
    );
    if kind == "property" {
        hover.fact("Accessors", accessors(file, scope, &def.name));
    }
    hover.fact(
        "Decorators",
        decorators::of_function(inference, file, def).join(", then "),
    );
    // Of the others the kind says what the name holds.
    if matches!(kind, "function" | "method")
        && let Some(outcome) = decorators::outcome(inference, node, def)
    {
        hover.fact("Name holds", outcome);
    }
    hover.fact(
        "Raises",
        Raised::text(&raises::of(inference, file, &def.body)),
    );
    code(&mut hover, file, def.range(), &def.name);
    closure(&mut hover, scope, file);
    Some(hover)
}

/// The parts of a property: `get (line 3), set (line 7)`.
fn accessors(file: &SourceFile, scope: ScopeId, name: &str) -> String {
    let table = file.scopes_of(scope);
    let Some(class) = table.enclosing_class(scope) else {
        return String::new();
    };
    let methods = table.bindings_of(class, name);
    let methods = methods.filter(|binding| binding.kind == BindingKind::Function);
    let parts: Vec<String> = methods
        .map(|method| {
            let part = file.with_function(method.node, part_of_property);
            let line = file.line_number(method.range.start());
            format!("{} (line {line})", part.unwrap_or("get"))
        })
        .collect();
    match parts.len() {
        0 | 1 => String::new(),
        _ => parts.join(", "),
    }
}

fn part_of_property(method: &StmtFunctionDef) -> &'static str {
    let has = |wanted: &str| function_facts::has_decorator(method, &[wanted]);
    match (has("setter"), has("deleter")) {
        (true, _) => "set",
        (_, true) => "delete",
        _ => "get",
    }
}

/// `def qualname(signature)`.
fn function_line(
    inference: &Inference,
    node: &Node,
    def: &StmtFunctionDef,
    receiver: Option<&Entity>,
) -> String {
    let printed = printed_signature(inference, node, def, receiver);
    let scope = node.scope(ScopeKind::Function);
    let name = scope.map_or_else(
        || def.name.to_string(),
        |scope| node.file.qualified_name(scope),
    );
    let prefix = if def.is_async { "async def" } else { "def" };
    format!("{prefix} {name}{printed}")
}

/// The signature as seen through a receiver: bound where the attribute lookup binds.
pub fn printed_signature(
    inference: &Inference,
    node: &Node,
    def: &StmtFunctionDef,
    receiver: Option<&Entity>,
) -> Signature {
    let printed = Signature::of(
        inference,
        &node.file,
        &def.parameters,
        def.returns.as_deref(),
    );
    let binds = match (receiver, function_facts::receiver_kind(def)) {
        (Some(Entity::Instance(_) | Entity::Super(_)), function_facts::Receiver::Instance) => true,
        (
            Some(Entity::Instance(_) | Entity::Class(_) | Entity::Super(_)),
            function_facts::Receiver::Class,
        ) => def.name.as_str() != "__new__",
        _ => false,
    };
    let is_method = node
        .scope(ScopeKind::Function)
        .is_some_and(|scope| node.file.scopes_of(scope).is_in_class(scope));
    let is_called = !function_facts::is_property(def);
    if binds && is_method && is_called {
        printed.bound()
    } else {
        printed
    }
}

pub fn lambda(context: &Context, lambda: &ExprLambda) -> Hover {
    let file = &context.file;
    let inference = Inference::new(context);
    let printed = match &lambda.parameters {
        Some(parameters) => Signature::of(&inference, file, parameters, None).to_string(),
        None => "()".to_owned(),
    };
    let word = if function_facts::yields(&lambda.body) {
        "lambda, generator"
    } else {
        "lambda"
    };
    let mut hover = Hover {
        code: format!("lambda{printed}"),
        range: lambda.range(),
        ..Hover::default()
    };
    hover.fact("Kind", word);
    code(&mut hover, file, lambda.range(), "<lambda>");
    if let Some(scope) = file.scope_of_node(lambda.range(), &[ScopeKind::Lambda]) {
        closure(&mut hover, scope, file);
    }
    hover
}

/// The figures of the code object that a node compiles to.
pub(super) fn code(
    hover: &mut Hover,
    file: &SourceFile,
    node: ruff_text_size::TextRange,
    name: &str,
) {
    let Some(code) = code_facts::of_node(file, node, name) else {
        if !file.compilation().is_complete() {
            hover.fact("Code", "none while the file has errors");
        }
        return;
    };
    let facts = CodeFacts::of(&code);
    hover.fact("Flags", facts.flags.join(", "));
    hover.fact("Locals", join(&facts.locals));
    hover.fact("Cells", join(&facts.cells));
    hover.fact("Free", join(&facts.frees));
    hover.fact("Stack", format!("{} deep", facts.stack_size));
    hover.fact("Bytecode", format!("{} bytes", facts.bytecode_size));
}

/// Where the free variables are bound.
fn closure(hover: &mut Hover, scope: ScopeId, file: &SourceFile) {
    let outer = file.scopes_of(scope);
    let mut around = outer.ancestors(scope).skip(1);
    if !around.any(|id| outer.scope(id).kind.is_function_like()) {
        return;
    }
    let table = file.scopes();
    let mut places: Vec<String> = Vec::new();
    for (name, known) in &table.scope(scope).names {
        if !known.is_free {
            continue;
        }
        let owner = table.ancestors(scope).skip(1).find(|&id| {
            let known = table.scope(id).names.get(name);
            known.is_some_and(|known| !known.bindings.is_empty())
                && table.scope(id).kind.is_function_like()
        });
        let Some(owner) = owner else {
            continue;
        };
        if let Some(binding) = table.bindings_of(owner, name).next() {
            let line = file.line_number(binding.range.start());
            places.push(format!(
                "{name} from {} (line {line})",
                table.scope(owner).name
            ));
        }
    }
    places.sort();
    hover.fact("Closure", join(&places));
}

pub fn native(inference: &Inference, native: Native, receiver: Option<&Entity>) -> Hover {
    let name = match native.module_name() {
        "builtins" => native.qualified_name.to_owned(),
        module => format!("{module}.{}", native.qualified_name),
    };
    let printed = native
        .signature()
        .map(|text| native_signature(native, text, receiver));
    let printed = printed.unwrap_or_else(|| {
        if native.is_class() {
            String::new()
        } else {
            "(...)".to_owned()
        }
    });
    let (code, kind) = match native.kind {
        NativeKind::Class => (format!("class {name}{printed}"), "built-in class"),
        NativeKind::Function => (format!("def {name}{printed}"), "built-in function"),
        NativeKind::Method => (format!("def {name}{printed}"), "built-in method"),
        NativeKind::ClassMethod => (format!("def {name}{printed}"), "built-in class method"),
        NativeKind::StaticMethod => (format!("def {name}{printed}"), "built-in static method"),
        NativeKind::SlotWrapper => (format!("def {name}{printed}"), "slot wrapper"),
        NativeKind::DataDescriptor => (name.clone(), "data descriptor"),
        NativeKind::Object => (format!("{name}: {}", native.detail), "built-in object"),
    };
    let mut hover = Hover {
        code,
        docstring: native.docstring(),
        ..Hover::default()
    };
    hover.fact("Kind", kind);
    if native.is_class() {
        hover.fact("MRO", native_mro(native).join(" → "));
        native_layout(&mut hover, inference, native);
    }
    hover
}

fn native_layout(hover: &mut Hover, inference: &Inference, native: Native) {
    let of = Class::Native(native);
    if native.qualified_name == "type" {
        return;
    }
    if let Ok(Some(layout)) = layout::of(inference, &of) {
        hover.fact("Instance", class::size(inference, &of, &layout));
    }
}

fn native_signature(native: Native, text: &str, receiver: Option<&Entity>) -> String {
    let is_bound = matches!(receiver, Some(Entity::Instance(_) | Entity::Super(_)))
        && matches!(native.kind, NativeKind::Method | NativeKind::SlotWrapper);
    match signature::parse(text) {
        Some(parsed) if is_bound => parsed.bound().to_string(),
        _ => text.to_owned(),
    }
}

fn native_mro(class: Native) -> Vec<String> {
    let mut order = vec![class];
    let mut next = class;
    // Native classes inherit from one class each but for a few, whose first base serves here.
    while let Some(base) = next.bases().first().copied() {
        order.push(base);
        next = base;
    }
    order
        .iter()
        .map(|class| class.qualified_name.to_owned())
        .collect()
}

/// Where a definition stands, for a hover of something else.
pub fn place(node: &Node) -> String {
    format!(
        "{}:{}",
        node.file.filename(),
        line_of(&node.file, node.range)
    )
}
