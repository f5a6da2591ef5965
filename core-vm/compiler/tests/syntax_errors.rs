//! What we say about wrong programs is what CPython said when
//! `tests/tools/syntax_errors.py --bless` asked it.
//!
//! Programs that still differ are in `known_differences.jsonl` with the reason;
//! one that has become equal has to leave that list.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};
use serpentarium_compiler::{
    CompileError, CompileWarning, ErrorKind, Mode, Options, ParseMode, ParseOptions, compile, parse,
};

fn lines(name: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/syntax_errors");
    let text = std::fs::read_to_string(folder.join(name)).expect("the recorded file is readable");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

fn answer(mode: &str, source: &str) -> Value {
    let result = match mode {
        "func_type" => parse(source, ParseMode::FuncType, ParseOptions::default())
            .map(|parsed| parsed.warnings),
        _ => {
            let mode = match mode {
                "eval" => Mode::Eval,
                "single" => Mode::Single,
                _ => Mode::Exec,
            };
            compile(source, "<case>", mode, Options::default()).map(|compiled| compiled.warnings)
        }
    };
    match result {
        Ok(warnings) => json!({"kind": "ok", "warnings": shown_warnings(&warnings)}),
        Err(error) => shown_error(&error),
    }
}

fn shown_warnings(warnings: &[CompileWarning]) -> Vec<Value> {
    warnings
        .iter()
        .map(|w| json!([w.category, w.lineno, w.message]))
        .collect()
}

fn shown_error(error: &CompileError) -> Value {
    let kind = match error.kind {
        ErrorKind::IncompleteInput => "_IncompleteInputError".to_owned(),
        kind => format!("{kind:?}"),
    };
    json!({
        "kind": kind, "message": error.message, "lineno": error.lineno, "offset": error.offset,
        "end_lineno": error.end_lineno, "end_offset": error.end_offset,
        "text": error.text.as_ref().map(ToString::to_string),
    })
}

#[test]
fn wrong_programs_get_cpythons_errors() {
    let cases = lines("cases.jsonl");
    let expected = lines("expected.jsonl");
    assert_eq!(cases.len(), expected.len(), "record again with --bless");
    let known: HashMap<(String, String), ()> = lines("known_differences.jsonl")
        .iter()
        .map(|line| ((text(line, "mode"), text(line, "source")), ()))
        .collect();
    let mut failures = Vec::new();
    for (case, want) in cases.iter().zip(&expected) {
        let (mode, source) = (text(case, "mode"), text(case, "source"));
        let have = answer(&mode, &source);
        let is_known = known.contains_key(&(mode.clone(), source.clone()));
        if have != *want && !is_known {
            failures.push(format!(
                "{mode} {source:?}\n  cpython {want}\n  ours    {have}"
            ));
        } else if have == *want && is_known {
            failures.push(format!(
                "{mode} {source:?}: equal now, take it off the list"
            ));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {}:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

fn text(line: &Value, field: &str) -> String {
    line[field].as_str().expect("a text").to_owned()
}
