//! What is forgotten to save memory is found again.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::Context;
use crate::analysis::cancel::Cancel;
use crate::analysis::definition;
use crate::analysis::depth::is_walkable;
use crate::analysis::fixture::fixture;
use crate::analysis::hover::hover;
use crate::analysis::project::Project;
use crate::analysis::source::SourceFile;
use crate::analysis::stdlib::Stdlib;
use crate::analysis::world::World;

/// What is asked for by these names is found without the tree, or is not.
const DEFINITIONS: &str = r#"
import sys
from typing import overload
from large1 import made as passed_on

PLAIN = 1
DOCUMENTED: int = 2
"""What it is for."""
TWICE = 3
TWICE = 4
FIRST, SECOND = 5, 6
if sys.platform == "none":
    def chosen(): "never"
else:
    def chosen(): "always"

@overload
def several(it: int) -> int: ...
@overload
def several(it: str) -> str: ...
def several(it):
    "Of all."
    return it

class Documented:
    """Of the class."""
    field = 7
    def method(self) -> int:
        r"Of the \method."
        return 8
    @property
    def part(self):
        "Of the part."
        return self.later
    def __init__(self):
        self.later = 9
        self.noted: int = 10
        "What is noted."
        self.left, self.right = 11, 12
        if sys.platform == "none":
            self.chosen = 13
        else:
            self.chosen = 14
    def more(self, it):
        it.later = 15
        def inner(self):
            self.later = 16
        self.later = 17
        self.noted = 18

alias = Documented.method
"#;

/// How they are asked for.
const USES: [&str; 15] = [
    "PLAIN",
    "DOCUMENTED",
    "TWICE",
    "SECOND",
    "chosen",
    "several",
    "alias",
    "Documented.field",
    "Documented.method",
    "Documented().part",
    "Documented().later",
    "Documented().noted",
    "Documented().left",
    "Documented().chosen",
    "passed_on",
];

/// A folder of modules on disk, each of them large; removed in the end.
struct Modules(PathBuf);

impl Modules {
    fn write(count: usize) -> Self {
        let folder =
            std::env::temp_dir().join(format!("serpentarium-memory-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        for number in 0..count {
            let body = "    x = [1, 2, 3]  # so that there is something to parse\n".repeat(1500);
            let text = format!(
                "def made():\n{body}    return {number}.5\n\nclass Base{number}: pass\n{DEFINITIONS}"
            );
            std::fs::write(folder.join(format!("large{number}.py")), text).expect("a file");
        }
        Self(folder)
    }

    fn path(&self, number: usize) -> PathBuf {
        self.0.join(format!("large{number}.py"))
    }
}

impl Drop for Modules {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).expect("it was there");
    }
}

fn context(folder: &Path, text: &str) -> Context {
    let roots = vec![folder.to_owned()];
    let config = serpentarium_checker::Config {
        roots: roots.clone(),
        ..serpentarium_checker::Config::default()
    };
    let path = folder.join("main.py");
    let file = Arc::new(SourceFile::from_text(text.to_owned(), Some(path.clone())));
    let mut checker = serpentarium_checker::Checker::new(&config, is_walkable);
    checker.set_text(&file.checker_address(), text.into());
    let library = Stdlib::new(Some(PathBuf::from(rustpython_pylib::LIB_PATH)), None);
    let mut world = World {
        project: Arc::new(Project::new(roots, Vec::new(), library)),
        ..World::default()
    };
    world.open.insert(path, Arc::clone(&file));
    Context {
        world: Arc::new(world),
        file,
        checker: checker.snapshot(),
        cancel: Cancel::default(),
    }
}

#[test]
fn what_was_forgotten_is_found_again() {
    // Each has 80 KB.
    const COUNT: usize = 40;
    let modules = Modules::write(COUNT);
    let mut text = String::new();
    for number in 0..COUNT {
        text += &format!("import large{number}\nv{number} = large{number}.made()\n");
        text += &format!("class C{number}(large{number}.Base{number}): pass\n");
    }
    for used in USES {
        text += &format!("large0.{used}\n");
    }
    let context = context(&modules.0, &text);
    let ask_uses = || {
        let uses = USES.map(|used| {
            let used = format!("large0.{used}\n");
            let at = (text.find(&used).expect("it is there") + used.len() - 2) as u32;
            let found = hover(&context, at.into()).expect("a hover");
            let places = definition::places(&context, at.into());
            assert!(!places.is_empty(), "{used}");
            (found, places)
        });
        uses.to_vec()
    };
    let ask = |what: &str| {
        let at = text.find(what).expect("it is in the text") as u32;
        let found = hover(&context, at.into()).expect("a hover");
        (found.code, found.facts)
    };
    let ask_all = || {
        let numbers = 0..COUNT;
        numbers
            .map(|number| (ask(&format!("v{number} =")), ask(&format!("C{number}("))))
            .collect::<Vec<_>>()
    };
    let uses_before = ask_uses();
    let before = ask_all();
    assert!(before[0].0.0.starts_with("v0: float"), "{}", before[0].0.0);
    let project = &context.world.project;
    let file = |number| project.file(&modules.path(number)).expect("it is there");
    // Whoever holds a file holds its tree.
    let in_order: Vec<Weak<SourceFile>> = (0..COUNT).map(|it| Arc::downgrade(&file(it))).collect();
    context.forget();
    assert_eq!(context.checker.forget_trees(), 0, "few trees are left");
    let is_kept = |number: usize| in_order[number].strong_count() > 0;
    assert!(is_kept(COUNT - 1), "what was asked for last is kept");
    assert!(!is_kept(0), "what was asked for long ago is not");
    let left = context.world.project.forget_files();
    assert!(left.is_empty(), "little is left");
    assert_eq!(ask_uses(), uses_before);
    assert_eq!(ask_all(), before);
}

/// A function that is parsed without the text around it is the same, and stands where it does.
#[test]
fn functions_alone_are_those_of_their_text() {
    let text = "def first(a=1): return a\n\nclass C:\n    x = 1\n    @property\n    def p(self):\n        '''D\n  oc'''\n        def inner(*a, **k): ...\n        return inner\n    if x:\n\tasync def t(self, /): pass\n\nlast = 1\ndef end(): # no more\n  pass\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let (context, _) = fixture(&text);
        let mut functions = Functions::default();
        functions.visit_body(&context.file.module().body);
        assert_eq!(functions.0.len(), 5, "{text}");
        for function in functions.0 {
            let alone = serpentarium_checker::alone::function(&text, function.range());
            let alone = alone.unwrap_or_else(|| panic!("not parsed: {}", function.name));
            assert_eq!(
                ComparableStmt::from(&Stmt::from(alone.clone())),
                ComparableStmt::from(&Stmt::from(function.clone()))
            );
            let ranges = |def: &StmtFunctionDef| {
                let body = def.body.iter().map(Ranged::range);
                let parts = [def.name.range(), def.parameters.range()];
                body.chain(parts).collect::<Vec<_>>()
            };
            assert_eq!(ranges(&alone), ranges(function));
        }
    }
}

#[test]
fn what_is_no_function_alone() {
    let text = "x = 1; y = 2\ndef f(:\n    pass\n";
    let part = |range: std::ops::Range<u32>| TextRange::new(range.start.into(), range.end.into());
    assert!(serpentarium_checker::alone::function(text, part(7..12)).is_none());
    assert!(serpentarium_checker::alone::function(text, part(13..text.len() as u32)).is_none());
}

#[derive(Default)]
struct Functions<'a>(Vec<&'a StmtFunctionDef>);

impl<'a> Visitor<'a> for Functions<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Stmt::FunctionDef(def) = stmt {
            self.0.push(def);
        }
        walk_stmt(self, stmt);
    }
}
