use crate::analysis::bytecode_view::view;
use crate::analysis::fixture::fixture;

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
