//! `package.module` where the package does not import the module itself: as a rule some other
//! module has, and then it is there.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ty_module_resolver::Module;
use ty_python_core::ProgramFile;
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType, ResolvedDefinition, SemanticModel};

use crate::branches;
use crate::imports;

/// The module that an attribute of a package is, if it is one that nothing binds there.
pub(crate) fn module<'db>(
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
) -> Option<Module<'db>> {
    let db = model.db();
    let package = match &*attribute.value {
        value if is_module(model, value) => match value.inferred_type(model)? {
            Type::ModuleLiteral(package) => package.module(db),
            _ => return None,
        },
        Expr::Attribute(package) => module(model, package)?,
        _ => return None,
    };
    let name = format!("{}.{}", package.name(db), attribute.attr);
    model.resolve_module(Some(&name), 0)
}

fn is_module(model: &SemanticModel<'_>, value: &Expr) -> bool {
    matches!(value.inferred_type(model), Some(Type::ModuleLiteral(_)))
}

/// The definitions of an attribute that is such a module, or a name in one.
pub(crate) fn definitions<'db>(
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
) -> Vec<ResolvedDefinition<'db>> {
    let db = model.db();
    let file_of = |package| imports::file_of(model, module(model, package)?);
    if let Some(file) = file_of(attribute) {
        return vec![ResolvedDefinition::Module(file)];
    }
    let Expr::Attribute(value) = &*attribute.value else {
        return Vec::new();
    };
    let Some(file) = file_of(value) else {
        return Vec::new();
    };
    imports::of_member(db, file, &attribute.attr)
}

/// The module that a stub only passes on the names of, in the branch that runs: `posixpath` for
/// `os.path`, which has no source of its own. Known longer than the tree.
#[salsa::tracked]
pub(crate) fn passed_on<'db>(
    db: &'db dyn Db,
    module: ProgramFile<'db>,
) -> Option<ProgramFile<'db>> {
    let model = SemanticModel::new(db, module);
    // Nearly every stub has something of its own, which is told without its tree.
    if !module.python_file(db).file(db).is_stub(db) || imports::binds_more(db, module) {
        return None;
    }
    let parsed = parsed_module(db, model.python_file()).load(db);
    let mut whole = Vec::new();
    if !only_imports(&model, parsed.suite(), &mut whole) {
        return None;
    }
    let [only] = whole.as_slice() else {
        return None;
    };
    let named = model.resolve_module(only.module.as_deref(), only.level)?;
    Some(db.program_file(named.file(db)?))
}

/// Collects what imports everything in branches that may be taken; false if there is anything but
/// imports.
fn only_imports<'a>(
    model: &SemanticModel<'_>,
    body: &'a [ast::Stmt],
    whole: &mut Vec<&'a ast::StmtImportFrom>,
) -> bool {
    body.iter().all(|statement| match statement {
        ast::Stmt::ImportFrom(import) => {
            if import.names.iter().any(|alias| &alias.name == "*") {
                whole.push(import);
            }
            true
        }
        ast::Stmt::Import(_) => true,
        ast::Stmt::Expr(docstring) => docstring.value.is_string_literal_expr(),
        ast::Stmt::If(node) => {
            let mut bodies = branches::taken(model, node).into_iter();
            bodies.all(|body| only_imports(model, body, whole))
        }
        _ => false,
    })
}
