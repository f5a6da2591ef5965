//! Putting an import into a text where a person would put it.

use std::collections::HashMap;

use ruff_python_ast::{Stmt, StmtImportFrom};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::Context;
use crate::analysis::auto_import::{Export, ExportKind};
use crate::analysis::edit::Edit;
use crate::analysis::native;
use crate::analysis::source::SourceFile;

/// An import of one name, or of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub module: String,
    /// `None` for `import module`.
    pub name: Option<String>,
}

/// Where a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Insertion {
    pub at: TextSize,
    /// An empty line has to come before.
    pub blank_before: bool,
    pub blank_after: bool,
}

impl Import {
    pub fn of(export: &Export) -> Self {
        match export.kind {
            ExportKind::Module if export.module.is_empty() => Self {
                module: export.name.to_string(),
                name: None,
            },
            _ => Self {
                module: export.module.to_string(),
                name: Some(export.name.to_string()),
            },
        }
    }

    pub fn statement(&self) -> String {
        match &self.name {
            Some(name) => format!("from {} import {name}", self.module),
            None => format!("import {}", self.module),
        }
    }
}

/// Which part of the imports a module belongs to: 0 `__future__`, 1 the library, 2 what others
/// wrote, 3 the workspace's own, 4 relative ones.
pub fn group_of(context: &Context, module: &str, level: u32) -> u8 {
    if level > 0 {
        return 4;
    }
    let top = module.split('.').next().unwrap_or(module);
    if top == "__future__" {
        return 0;
    }
    let project = &context.world.project;
    let is_own = project.roots.iter().any(|root| {
        [root.clone(), root.join("src")].iter().any(|folder| {
            let file = folder.join(format!("{top}.py"));
            let package = folder.join(top);
            let open = &context.world.open;
            file.is_file()
                || package.is_dir()
                || open.contains_key(&file)
                || open.keys().any(|path| path.starts_with(&package))
        })
    });
    if is_own {
        return 3;
    }
    let is_library = native::is_module(top)
        || project.library_module(top).is_some()
        || serpentarium_checker::stub_text(&format!("stdlib/{top}.pyi")).is_some()
        || serpentarium_checker::stub_text(&format!("stdlib/{top}/__init__.pyi")).is_some();
    if is_library { 1 } else { 2 }
}

/// Imports names into one text; what it has found out about the text serves all of them.
pub struct Importer<'a> {
    context: &'a Context,
    /// The imports at the top, with the groups they are in.
    leading: Vec<(TextRange, u8)>,
    groups: HashMap<String, u8>,
}

impl<'a> Importer<'a> {
    pub fn new(context: &'a Context) -> Self {
        let mut importer = Self {
            context,
            leading: Vec::new(),
            groups: HashMap::new(),
        };
        importer.leading = leading_imports(&context.file)
            .into_iter()
            .map(|(range, module, level)| {
                let group = match level {
                    0 => importer.group(&module),
                    _ => group_of(context, &module, level),
                };
                (range, group)
            })
            .collect();
        importer
    }

    fn group(&mut self, module: &str) -> u8 {
        let top = module.split('.').next().unwrap_or(module);
        if let Some(group) = self.groups.get(top) {
            return *group;
        }
        let group = group_of(self.context, top, 0);
        self.groups.insert(top.to_owned(), group);
        group
    }

    /// The change that imports a name: it joins a statement that imports from its module, else it
    /// gets a line of its own in its group.
    pub fn edit(&mut self, import: &Import) -> Edit {
        let file = &self.context.file;
        if let Some(name) = &import.name
            && let Some(edit) = join(file, &import.module, name)
        {
            return edit;
        }
        let place = self.place_of(import);
        let ending = line_ending(file);
        let mut text = String::new();
        if place.blank_before {
            text.push_str(ending);
        }
        let is_at_line_start = place.at == TextSize::new(0)
            || file.text()[..place.at.to_usize()].ends_with(['\n', '\r']);
        if !is_at_line_start {
            text.push_str(ending);
        }
        text.push_str(&import.statement());
        text.push_str(ending);
        if place.blank_after {
            text.push_str(ending);
        }
        Edit::insert(place.at, text)
    }

    fn place_of(&mut self, import: &Import) -> Insertion {
        let file = &self.context.file;
        let group = self.group(&import.module);
        let Some((first, first_group)) = self.leading.first().copied() else {
            return after_header(file);
        };
        let statement = import.statement();
        let goes_after = |(range, own_group): &&(TextRange, u8)| {
            *own_group < group
                || *own_group == group && sort_key(file.slice(*range)) <= sort_key(&statement)
        };
        match self.leading.iter().take_while(goes_after).last() {
            Some((range, own_group)) => Insertion {
                at: end_of_line(file, range.end()),
                blank_before: *own_group != group,
                blank_after: false,
            },
            None => Insertion {
                at: first.start(),
                blank_before: false,
                blank_after: first_group != group,
            },
        }
    }
}

/// The change that imports one name.
pub fn import_edit(context: &Context, import: &Import) -> Edit {
    Importer::new(context).edit(import)
}

pub fn line_ending(file: &SourceFile) -> &'static str {
    if file.text().contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    }
}

fn join(file: &SourceFile, module: &str, name: &str) -> Option<Edit> {
    let statement: &StmtImportFrom = file.module().body.iter().find_map(|stmt| match stmt {
        Stmt::ImportFrom(from)
            if from.level == 0
                && from.module.as_deref() == Some(module)
                && from.names.iter().all(|alias| alias.name.as_str() != "*") =>
        {
            Some(from)
        }
        _ => None,
    })?;
    // In the order of the names, where they are in order.
    let after = statement
        .names
        .iter()
        .take_while(|alias| alias.name.to_lowercase() <= name.to_lowercase())
        .last();
    Some(match after {
        Some(alias) => Edit::insert(alias.end(), format!(", {name}")),
        None => Edit::insert(statement.names.first()?.start(), format!("{name}, ")),
    })
}

/// `import a` before `from a import b`, each by the module's name.
fn sort_key(statement: &str) -> (bool, String) {
    let is_from = statement.starts_with("from");
    (is_from, statement.to_lowercase())
}

type LeadingImport = (TextRange, String, u32);

/// The imports before anything else in the text.
fn leading_imports(file: &SourceFile) -> Vec<LeadingImport> {
    let mut found = Vec::new();
    for (index, statement) in file.module().body.iter().enumerate() {
        match statement {
            Stmt::Import(import) => {
                let module = import.names.first().map(|alias| alias.name.to_string());
                found.push((import.range(), module.unwrap_or_default(), 0));
            }
            Stmt::ImportFrom(from) => {
                let module = from.module.as_ref().map(ToString::to_string);
                found.push((from.range(), module.unwrap_or_default(), from.level));
            }
            Stmt::Expr(node) if index == 0 && node.value.is_string_literal_expr() => {}
            _ if found.is_empty() && index > 0 => break,
            _ => break,
        }
    }
    found
}

/// After the docstring, or after the comments at the top.
fn after_header(file: &SourceFile) -> Insertion {
    let docstring = file.module().body.first().and_then(|first| match first {
        Stmt::Expr(node) if node.value.is_string_literal_expr() => Some(node.end()),
        _ => None,
    });
    if let Some(end) = docstring {
        return Insertion {
            at: end_of_line(file, end),
            blank_before: true,
            blank_after: false,
        };
    }
    let text = file.text();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_special = line.starts_with("#!") || line.starts_with("# -*-");
        if !is_special {
            break;
        }
        at += line.len();
    }
    let follows = text[at..].lines().next().unwrap_or("");
    Insertion {
        at: TextSize::new(at as u32),
        blank_before: false,
        blank_after: !follows.trim().is_empty(),
    }
}

/// The start of the line after the one that holds an offset.
pub fn end_of_line(file: &SourceFile, offset: TextSize) -> TextSize {
    let line = file.lines().line_of(offset);
    file.lines().start_of(line + 1, file.text())
}
