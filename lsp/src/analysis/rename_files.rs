//! What imports have to become when files or folders are renamed or moved.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ruff_python_ast::visitor::source_order::{self, SourceOrderVisitor, TraversalSignal};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};
use serpentarium_checker::Address;
use serpentarium_checker::names::is_identifier;

use crate::analysis::Context;
use crate::analysis::nodes::dotted_name;
use crate::analysis::project::outside_of_packages;
use crate::analysis::rename::Edit;
use crate::analysis::scopes::{BindingKind, Target};
use crate::analysis::source::SourceFile;
use crate::analysis::workspace_files;

/// One module, or a package with all in it, under its old and its new dotted name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Moved {
    old: String,
    new: String,
}

impl Moved {
    /// What a module is called afterwards, if it is moved.
    fn apply(&self, module: &str) -> Option<String> {
        let rest = module.strip_prefix(&self.old)?;
        (rest.is_empty() || rest.starts_with('.')).then(|| format!("{}{rest}", self.new))
    }
}

/// The edits that keep imports working after `renames` of paths, old ones and new ones.
pub fn edits(context: &Context, renames: &[(PathBuf, PathBuf)]) -> Vec<Edit> {
    let moved: Vec<Moved> = renames
        .iter()
        .filter_map(|(old, new)| moved(context, old, new))
        .collect();
    let mut edits = Vec::new();
    if moved.is_empty() {
        return edits;
    }
    for address in candidates(context, renames, &moved) {
        context.cancel.check();
        let Address::Path(path) = &address else {
            continue;
        };
        let Some(file) = context.world.file(path) else {
            continue;
        };
        let mut rewriter = Rewriter::new(context, &file, &moved);
        rewriter.visit_body(&file.module().body);
        edits.append(&mut rewriter.edits);
    }
    edits
}

/// The files that may import what is moved, and what is moved itself.
fn candidates(context: &Context, renames: &[(PathBuf, PathBuf)], moved: &[Moved]) -> Vec<Address> {
    let mut files = Vec::new();
    for moved in moved {
        let last = moved.old.rsplit('.').next().unwrap_or_default();
        files.extend(workspace_files::mentioning(context, last));
    }
    let all = workspace_files::addresses(context);
    files.extend(all.into_iter().filter(|address| match address {
        Address::Path(path) => renames.iter().any(|(old, _)| path.starts_with(old)),
        _ => false,
    }));
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    files
}

fn moved(context: &Context, old: &Path, new: &Path) -> Option<Moved> {
    let old = module_name(context, old)?;
    let new = module_name(context, new)?;
    (old != new).then_some(Moved { old, new })
}

/// The dotted name that a path has, or would have: of a file, or of a package's folder.
fn module_name(context: &Context, path: &Path) -> Option<String> {
    let project = &context.world.project;
    let mut roots: Vec<PathBuf> = project.extra_paths.clone();
    for root in &project.roots {
        let source = root.join("src");
        if source.is_dir() && !source.join("__init__.py").exists() {
            roots.push(source);
        }
        roots.push(root.clone());
    }
    // The innermost folder of modules that holds the path; a package is none.
    roots.retain(|root| !root.join("__init__.py").is_file());
    if !roots.iter().any(|root| path.starts_with(root)) {
        roots.push(outside_of_packages(path.parent()?));
    }
    let within = roots.iter().filter_map(|root| path.strip_prefix(root).ok());
    let relative = within.min_by_key(|rest| rest.components().count())?;
    let relative = match workspace_files::is_source(relative) {
        true => relative.with_extension(""),
        false if relative.extension().is_some() => return None,
        false => relative.to_owned(),
    };
    let parts: Option<Vec<&str>> = relative
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    let mut parts = parts?;
    if parts.last() == Some(&"__init__") {
        parts.pop();
    }
    let are_names = parts.iter().all(|part| is_identifier(part));
    (!parts.is_empty() && are_names).then(|| parts.join("."))
}

/// Rewrites the imports of one file, and what uses their names.
struct Rewriter<'a> {
    context: &'a Context,
    file: &'a Arc<SourceFile>,
    moved: &'a [Moved],
    /// The file's own name now and afterwards, and whether it is a package.
    own: Option<(String, String, bool)>,
    /// Dotted names that the file uses, and what they become.
    used: Vec<(String, String)>,
    edits: Vec<Edit>,
}

impl<'a> Rewriter<'a> {
    fn new(context: &'a Context, file: &'a Arc<SourceFile>, moved: &'a [Moved]) -> Self {
        let name = file.path().and_then(|path| module_name(context, path));
        let is_package = file
            .path()
            .is_some_and(|path| path.file_stem().is_some_and(|stem| stem == "__init__"));
        let own = name.map(|name| {
            let new = renamed(moved, &name).unwrap_or_else(|| name.clone());
            (name, new, is_package)
        });
        let mut rewriter = Self {
            context,
            file,
            moved,
            own,
            used: Vec::new(),
            edits: Vec::new(),
        };
        rewriter.find_used();
        rewriter
    }

    /// `import a.b` lets the file say `a.b`, which changes with it; `from a import b` lets it say
    /// `b`.
    fn find_used(&mut self) {
        for binding in &self.file.scopes().bindings {
            match &binding.kind {
                BindingKind::Import {
                    module,
                    is_renamed: false,
                } => {
                    // `import a.b.c` when `a.b` is moved.
                    let mut prefixes = vec![module.as_str()];
                    prefixes.extend(module.match_indices('.').map(|(at, _)| &module[..at]));
                    for prefix in prefixes {
                        if let Some(new) = renamed(self.moved, prefix) {
                            self.used.push((prefix.to_owned(), new));
                        }
                    }
                }
                BindingKind::ImportFrom {
                    level,
                    module,
                    name,
                } if *name == binding.name => {
                    let base = self.absolute(*level, module);
                    let new = base.and_then(|base| renamed(self.moved, &joined(&base, name)));
                    if let Some(new) = new {
                        let last = new.rsplit('.').next().unwrap_or(&new);
                        self.used.push((name.clone(), last.to_owned()));
                    }
                }
                _ => {}
            }
        }
        self.used.retain(|(old, new)| old != new);
        // The longest first: `a.b.c` before `a.b`.
        self.used
            .sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
        self.used.dedup();
    }

    fn edit(&mut self, range: TextRange, text: String) {
        if self.file.slice(range) != text {
            self.edits.push(Edit {
                file: Arc::clone(self.file),
                range,
                text,
            });
        }
    }

    /// What `from ..module import` means now.
    fn absolute(&self, level: u32, module: &str) -> Option<String> {
        if level == 0 {
            return Some(module.to_owned());
        }
        let (own, _, is_package) = self.own.as_ref()?;
        let package = up(own, level as usize - usize::from(*is_package))?;
        Some(joined(package, module))
    }

    /// How `from` names a module after everything is moved; relative where it was and still can.
    fn spelled(&self, level: u32, module: &str) -> String {
        let absolute = || module.to_owned();
        let Some((_, own, is_package)) = self.own.as_ref().filter(|_| level > 0) else {
            return absolute();
        };
        let mut dots = 1;
        while let Some(package) = up(own, dots - usize::from(*is_package)) {
            if package.is_empty() {
                break;
            }
            let rest = module.strip_prefix(package);
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('.')) {
                return format!("{}{}", ".".repeat(dots), rest.trim_start_matches('.'));
            }
            dots += 1;
        }
        absolute()
    }

    fn import(&mut self, import: &ast::StmtImport) {
        for alias in &import.names {
            if let Some(new) = renamed(self.moved, &alias.name) {
                self.edit(alias.name.range(), new);
            }
        }
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom) {
        let written = import.module.as_ref().map_or("", |module| module.as_str());
        let Some(base) = self.absolute(import.level, written) else {
            return;
        };
        // The names that are modules and move to another package than the rest.
        let new_base = renamed(self.moved, &base).unwrap_or_else(|| base.clone());
        let mut leaving = Vec::new();
        for alias in &import.names {
            let Some(new) = renamed(self.moved, &joined(&base, &alias.name)) else {
                continue;
            };
            let (package, name) = new.rsplit_once('.').unwrap_or(("", &new));
            if package == new_base {
                self.edit(alias.name.range(), name.to_owned());
            } else {
                leaving.push((alias, package.to_owned(), name.to_owned()));
            }
        }
        let stays = new_base == base && self.own.as_ref().is_none_or(|(old, new, _)| old == new);
        if leaving.is_empty() && stays {
            return;
        }
        if leaving.is_empty() {
            let module = self.spelled(import.level, &new_base);
            self.edit(module_range(self.file, import), module);
        } else {
            self.split(import, &new_base, &leaving);
        }
    }

    /// Writes a `from` statement anew as one for each package that its names are then in.
    fn split(
        &mut self,
        import: &ast::StmtImportFrom,
        base: &str,
        leaving: &[(&ast::Alias, String, String)],
    ) {
        let written = |alias: &ast::Alias, name: &str| match &alias.asname {
            Some(asname) => format!("{name} as {asname}"),
            None => name.to_owned(),
        };
        let from = |module: &str, name: &str| match module.is_empty() {
            true => format!("import {name}"),
            false => format!("from {module} import {name}"),
        };
        let left = |alias: &ast::Alias| {
            leaving
                .iter()
                .any(|(gone, ..)| gone.range() == alias.range())
        };
        let staying: Vec<String> = import
            .names
            .iter()
            .filter(|alias| !left(alias))
            .map(|alias| written(alias, &alias.name))
            .collect();
        let mut statements = Vec::new();
        if !staying.is_empty() {
            statements.push(from(&self.spelled(import.level, base), &staying.join(", ")));
        }
        for (alias, package, name) in leaving {
            let module = self.spelled(import.level, package);
            statements.push(from(&module, &written(alias, name)));
        }
        let lines = self.file.lines();
        let line = lines.line(lines.line_of(import.start()), self.file.text());
        let indentation = &line[..line.len() - line.trim_start().len()];
        self.edit(import.range(), statements.join(&format!("\n{indentation}")));
    }

    /// A use of what an import statement binds.
    fn dotted(&mut self, expression: &Expr) -> bool {
        let Some(parts) = dotted_name(expression) else {
            return false;
        };
        let table = self.file.scopes();
        let Some(occurrence) = table.occurrence_at(expression.start()) else {
            return false;
        };
        let is_import = match occurrence.target {
            Target::Scope(scope) => table.bindings_of(scope, &occurrence.name).any(|binding| {
                matches!(
                    binding.kind,
                    BindingKind::Import { .. } | BindingKind::ImportFrom { .. }
                )
            }),
            Target::Builtin | Target::Unresolved => false,
        };
        let name = parts.join(".");
        let change = self.used.iter().find(|(old, _)| *old == name);
        match change.cloned() {
            Some((_, new)) if is_import => {
                self.edit(expression.range(), new);
                true
            }
            _ => false,
        }
    }
}

/// The dots and the name behind `from`.
fn module_range(file: &SourceFile, import: &ast::StmtImportFrom) -> TextRange {
    let tokens = file.syntax().parsed.tokens().in_range(import.range());
    let mut inside = tokens
        .iter()
        .skip(1)
        .take_while(|token| token.kind() != ast::token::TokenKind::Import)
        .map(Ranged::range);
    let first = inside.next().unwrap_or(import.range());
    inside.fold(first, TextRange::cover)
}

fn renamed(moved: &[Moved], module: &str) -> Option<String> {
    moved.iter().find_map(|moved| moved.apply(module))
}

fn joined(package: &str, name: &str) -> String {
    match (package.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => package.to_owned(),
        _ => format!("{package}.{name}"),
    }
}

/// A dotted name without its last parts.
fn up(name: &str, levels: usize) -> Option<&str> {
    let mut name = Some(name);
    for _ in 0..levels {
        let current = name.filter(|name| !name.is_empty())?;
        name = Some(current.rsplit_once('.').map_or("", |(package, _)| package));
    }
    name
}

impl<'a> SourceOrderVisitor<'a> for Rewriter<'_> {
    fn enter_node(&mut self, _: AnyNodeRef<'a>) -> TraversalSignal {
        TraversalSignal::Traverse
    }

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.context.cancel.check();
        match statement {
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            _ => source_order::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let is_dotted = matches!(expression, Expr::Name(_) | Expr::Attribute(_));
        if is_dotted && self.dotted(expression) {
            return;
        }
        source_order::walk_expr(self, expression);
    }
}
