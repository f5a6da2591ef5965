use std::path::Path;

use crate::analysis::bytecode_view::view;
use crate::analysis::code_facts;
use crate::analysis::fixture::fixture;
use crate::analysis::scopes::ScopeKind;
use crate::analysis::source::SourceFile;

#[test]
fn instructions_know_their_source() {
    let (context, _) = fixture("def f(a):\n    return a + 1\n");
    let found = view(&context.file, None);
    assert!(found.is_complete);
    let names: Vec<&str> = found
        .codes
        .iter()
        .map(|code| code.qualified_name.as_str())
        .collect();
    assert_eq!(names, ["<module>", "f"]);
    let addition = found.codes[1]
        .instructions
        .iter()
        .find(|row| row.opname == "BINARY_OP")
        .expect("an addition");
    let range = addition.range.expect("a place");
    assert_eq!(context.file.slice(range), "a + 1");
    let line = addition
        .text_line
        .and_then(|line| found.codes[1].text.lines().nth(line))
        .expect("a line");
    assert!(line.contains("BINARY_OP"), "{line}");
}

#[test]
fn a_range_selects_code_objects() {
    let (context, _) = fixture("def f(a):\n    return a + 1\n\ndef g():\n    return 2\n");
    let start = context.file.text().find("a + 1").expect("there") as u32;
    let range = ruff_text_size::TextRange::at(start.into(), 5.into());
    let names: Vec<String> = view(&context.file, Some(range))
        .codes
        .into_iter()
        .map(|code| code.qualified_name)
        .collect();
    assert_eq!(names, ["f"]);
}

#[test]
fn the_rest_of_a_broken_text_has_code() {
    let (context, _) =
        fixture("def f(a):\n    return a + 1\n\nx = = 2\n\ndef g():\n    return 2\n");
    let found = view(&context.file, None);
    assert!(!found.is_complete);
    assert_eq!(found.error.as_deref(), Some("invalid syntax"));
    assert_eq!(found.left_out, [4..=4]);
    let names: Vec<&str> = found
        .codes
        .iter()
        .map(|code| code.qualified_name.as_str())
        .collect();
    assert_eq!(names, ["<module>", "f", "g"]);
}

#[test]
fn a_definition_alone_compiles_to_the_same_code() {
    let mut compared = 0;
    for module in [
        "dataclasses.py",
        "enum.py",
        "contextlib.py",
        "typing.py",
        "queue.py",
    ] {
        let path = Path::new(rustpython_pylib::LIB_PATH).join(module);
        let text = std::fs::read_to_string(&path).expect("the library is there");
        let alone = SourceFile::from_text(text.clone(), Some(path.clone()));
        let whole = SourceFile::from_text(text, Some(path));
        assert!(whole.compilation().is_complete());
        for scope in &alone.scopes().scopes {
            let kinds = [ScopeKind::Function, ScopeKind::Class, ScopeKind::Lambda];
            if !kinds.contains(&scope.kind) {
                continue;
            }
            let expected = code_facts::of_node(&whole, scope.node, &scope.name);
            let found = code_facts::of_node(&alone, scope.node, &scope.name);
            assert!(expected.is_some(), "{module}: {}", scope.name);
            assert!(found == expected, "{module}: {}", scope.name);
            compared += 1;
        }
        assert!(!alone.is_compiled(), "{module} was compiled as a whole");
    }
    assert!(compared > 500, "{compared}");
}
