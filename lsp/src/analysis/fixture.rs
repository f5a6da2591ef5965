//! Tests as data: texts with `$0` where the cursor is, `//- name.py` between files.

use std::path::PathBuf;
use std::sync::Arc;

use ropey::Rope;
use ruff_text_size::TextSize;

use crate::analysis::Context;
use crate::analysis::cancel::Cancel;
use crate::analysis::depth::is_walkable;
use crate::analysis::project::Project;
use crate::analysis::source::SourceFile;
use crate::analysis::stdlib::Stdlib;
use crate::analysis::world::World;

/// A world of open files under `/w`; the cursor's file (else the first) is the context's.
pub fn fixture(text: &str) -> (Context, TextSize) {
    let library = Stdlib::new(Some(PathBuf::from(rustpython_pylib::LIB_PATH)), None);
    let mut world = World {
        project: Arc::new(Project::new(vec![PathBuf::from("/w")], Vec::new(), library)),
        ..World::default()
    };
    let config = serpentarium_checker::Config {
        roots: vec![PathBuf::from("/w")],
        stdlib: Some(PathBuf::from(rustpython_pylib::LIB_PATH)),
        ..serpentarium_checker::Config::default()
    };
    let mut checker = serpentarium_checker::Checker::new(&config, is_walkable);
    let mut main: Option<(Arc<SourceFile>, TextSize)> = None;
    for (name, content) in files(text) {
        let cursor = content.find("$0");
        let content = content.replacen("$0", "", 1);
        let path = PathBuf::from("/w").join(&name);
        let address = format!("file:///w/{name}");
        let file =
            SourceFile::open_in_editor(Rope::from_str(&content), address, Some(path.clone()));
        let file = Arc::new(file);
        if main.is_none() || cursor.is_some() {
            let offset = TextSize::new(cursor.unwrap_or(0) as u32);
            main = Some((Arc::clone(&file), offset));
        }
        checker.set_text(&file.checker_address(), content.into());
        world.open.insert(path, file);
    }
    // Its folders exist from now on, as far as the checker is concerned.
    checker.configure(&config);
    let (file, offset) = main.expect("a fixture has a file");
    (
        Context {
            world: Arc::new(world),
            file,
            checker: checker.snapshot(),
            cancel: Cancel::default(),
        },
        offset,
    )
}

fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("//- ") {
            files.push((name.trim().to_owned(), String::new()));
            continue;
        }
        if files.is_empty() {
            files.push(("main.py".to_owned(), String::new()));
        }
        if let Some((_, content)) = files.last_mut() {
            content.push_str(line);
        }
    }
    files
}

/// A range with its text, for expectations: `3:5 text`, both from 1.
pub fn describe(file: &SourceFile, range: ruff_text_size::TextRange) -> String {
    let line = file.line_number(range.start());
    let start = file.lines().start_of(line - 1, file.text());
    format!(
        "{line}:{} {}",
        (range.start() - start).to_u32() + 1,
        file.slice(range)
    )
}
