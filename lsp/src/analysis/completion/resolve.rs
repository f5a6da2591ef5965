//! More about one item: its type and its documentation.

use ruff_python_ast::{Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};
use serpentarium_checker::PlaceFile;
use serpentarium_checker::completion::At;

use crate::analysis::Context;
use crate::analysis::auto_import;
use crate::analysis::completion::Source;
use crate::analysis::docstring;
use crate::analysis::places;
use crate::analysis::source::SourceFile;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// A type or a header, as Python writes it.
    pub detail: String,
    pub docstring: Option<String>,
}

pub fn resolve(context: &Context, label: &str, source: &Source) -> Option<Resolved> {
    let at = match source {
        Source::Member(start, end) => At::Member(TextRange::new((*start).into(), (*end).into())),
        Source::Scope(offset) => At::Scope((*offset).into()),
        Source::Import(offset) => At::Import((*offset).into()),
        Source::Unimported { module } => return unimported(context, label, module),
        Source::Module { name } => return module(context, name),
    };
    let found = context.checker.description(&context.address(), at, label)?;
    Some(Resolved {
        detail: found.ty,
        docstring: found.docstring.as_deref().map(docstring::clean),
    })
}

fn unimported(context: &Context, name: &str, module_name: &str) -> Option<Resolved> {
    if module_name.is_empty() {
        return module(context, name);
    }
    let export = auto_import::exact(context, name)
        .into_iter()
        .find(|export| *export.module == *module_name)?;
    let file = places::source_of(context, export.file.as_deref()?)?;
    let statement = definition(&file.module().body, name);
    let fallback = || Resolved {
        detail: format!("from {module_name} import {name}"),
        docstring: None,
    };
    Some(match statement {
        Some(Stmt::FunctionDef(def)) => Resolved {
            detail: header(&file, def),
            docstring: documented(&def.body),
        },
        Some(Stmt::ClassDef(class)) => Resolved {
            detail: format!("class {name}"),
            docstring: documented(&class.body),
        },
        Some(other) => Resolved {
            detail: file.slice(other.range()).lines().next()?.to_owned(),
            docstring: None,
        },
        None => fallback(),
    })
}

fn module(context: &Context, name: &str) -> Option<Resolved> {
    let symbol = context
        .checker
        .modules()
        .into_iter()
        .find(|module| module.name == name);
    let own = symbol.and_then(|symbol| docs_of_module(context, &symbol.file?));
    // Stubs have no documentation; the library's own source has.
    let docstring = own.or_else(|| {
        let source = context.world.project.library_module(name)?;
        documented(&source.module().body)
    });
    Some(Resolved {
        detail: format!("module {name}"),
        docstring,
    })
}

fn docs_of_module(context: &Context, file: &PlaceFile) -> Option<String> {
    let file = places::source_of(context, file)?;
    documented(&file.module().body)
}

fn documented(body: &[Stmt]) -> Option<String> {
    docstring::of_body(body)
}

fn definition<'a>(body: &'a [Stmt], name: &str) -> Option<&'a Stmt> {
    body.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(def) if def.name.as_str() == name => Some(statement),
        Stmt::ClassDef(class) if class.name.as_str() == name => Some(statement),
        Stmt::Assign(assign) => {
            let is_it = |target: &ruff_python_ast::Expr| {
                matches!(target, ruff_python_ast::Expr::Name(target) if target.id.as_str() == name)
            };
            assign.targets.iter().any(is_it).then_some(statement)
        }
        Stmt::AnnAssign(assign) => {
            let ruff_python_ast::Expr::Name(target) = &*assign.target else {
                return None;
            };
            (target.id.as_str() == name).then_some(statement)
        }
        Stmt::If(node) => definition(&node.body, name).or_else(|| {
            let clauses = node.elif_else_clauses.iter();
            clauses
                .map(|clause| &clause.body)
                .find_map(|body| definition(body, name))
        }),
        Stmt::Try(node) => definition(&node.body, name),
        _ => None,
    })
}

/// `def name(parameters) -> result`
fn header(file: &SourceFile, def: &StmtFunctionDef) -> String {
    let keyword = if def.is_async { "async def" } else { "def" };
    let parameters = file.slice(def.parameters.range());
    let returns = def
        .returns
        .as_deref()
        .map(|returns| format!(" -> {}", file.slice(returns.range())))
        .unwrap_or_default();
    format!("{keyword} {}{parameters}{returns}", def.name)
}
