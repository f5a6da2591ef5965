//! The disassembly of `data/sample.pyc` against CPython's, recorded by
//! `tests/tools/record_dis.py`.

use serpentarium_bytecode::dis::{self, ArgValue, Options};
use serpentarium_bytecode::pyc;
use serpentarium_bytecode::repr::FixedAddress;

const SAMPLE: &[u8] = include_bytes!("data/sample.pyc");
const HOOKS: FixedAddress = FixedAddress(0x1000);

#[track_caller]
fn check(options: Options, expected: &str) {
    let (_, code) = pyc::read(SAMPLE).unwrap();
    let text = dis::disassemble(&code, options, &HOOKS);
    for (number, (ours, theirs)) in text.lines().zip(expected.lines()).enumerate() {
        assert_eq!(ours, theirs, "line {}", number + 1);
    }
    assert_eq!(text, expected);
}

#[test]
fn plain() {
    check(Options::default(), include_str!("data/sample.dis"));
}

#[test]
fn caches_and_offsets() {
    let options = Options {
        show_caches: true,
        show_offsets: true,
        ..Options::default()
    };
    check(options, include_str!("data/sample.CO.dis"));
}

#[test]
fn positions_of_adaptive_code() {
    let options = Options {
        show_positions: true,
        adaptive: true,
        show_caches: true,
        ..Options::default()
    };
    check(options, include_str!("data/sample.CPS.dis"));
}

#[test]
fn depth() {
    let (_, code) = pyc::read(SAMPLE).unwrap();
    let shown = |depth| {
        let options = Options {
            depth: Some(depth),
            ..Options::default()
        };
        dis::disassemble(&code, options, &HOOKS)
            .matches("Disassembly of")
            .count()
    };
    assert_eq!([shown(0), shown(1), shown(2), shown(9)], [0, 3, 5, 9]);
}

#[test]
fn rows_have_the_fields_of_instructions() {
    let (_, code) = pyc::read(SAMPLE).unwrap();
    let rows = dis::rows(&code, false, &HOOKS);
    let import = rows.iter().find(|row| row.opname == "IMPORT_NAME").unwrap();
    assert_eq!(import.argval, ArgValue::Text("os.path".into()));
    assert_eq!(
        (import.arg, import.offset, import.start_offset),
        (Some(1), 10, 10)
    );
    assert_eq!((import.line_number, import.starts_line), (Some(2), false));
    assert_eq!(
        (import.positions.column, import.positions.end_column),
        (Some(0), Some(19))
    );
}

#[test]
fn info() {
    let (_, code) = pyc::read(SAMPLE).unwrap();
    assert_eq!(
        dis::code_info(&code, &HOOKS) + "\n",
        include_str!("data/sample.info")
    );
}
