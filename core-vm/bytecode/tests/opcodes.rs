//! The opcode table against what CPython 3.14 says of every number
//! (recorded by `tests/tools/record_opcodes.py`).

use serpentarium_bytecode::for_each_opcode;
use serpentarium_bytecode::opcode::{self, Form};

const RECORDED: &str = include_str!("data/opcodes.txt");

type FlagTest = (char, fn(u16) -> bool);

struct Row<'a> {
    number: u16,
    name: &'a str,
    flags: &'a str,
    caches: u8,
    base: &'a str,
    effects: [&'a str; 3],
}

fn rows() -> impl Iterator<Item = Row<'static>> {
    RECORDED.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(' ').collect();
        Row {
            number: fields[0].parse().unwrap(),
            name: fields[1],
            flags: fields[2],
            caches: fields[3].parse().unwrap(),
            base: fields[4],
            effects: [fields[5], fields[6], fields[7]],
        }
    })
}

#[test]
fn names_and_bases() {
    for row in rows() {
        match u8::try_from(row.number) {
            Ok(op) => {
                assert_eq!(opcode::name(op), row.name);
                assert_eq!(opcode::name(opcode::deopt(op)), row.base, "{}", row.name);
                if opcode::instrumented(op).is_none() && opcode::uninstrumented(op).is_none() {
                    assert_eq!(opcode::cache_entries(op), row.caches, "{}", row.name);
                }
            }
            Err(_) if row.name != "-" => assert_eq!(opcode::by_name(row.name), Some(row.number)),
            Err(_) => assert!(opcode::info(row.number).is_none()),
        }
    }
}

#[test]
fn flags() {
    for row in rows() {
        let tests: [FlagTest; 8] = [
            ('a', opcode::has_arg),
            ('c', opcode::has_const),
            ('n', opcode::has_name),
            ('j', opcode::has_jump),
            ('l', opcode::has_local),
            ('f', opcode::has_free),
            ('x', opcode::has_exc),
            ('v', opcode::is_valid),
        ];
        for (letter, test) in tests {
            assert_eq!(
                test(row.number),
                row.flags.contains(letter),
                "{} {letter}",
                row.name
            );
        }
    }
}

#[test]
fn stack_effects() {
    let header = RECORDED.lines().next().unwrap();
    let args: Vec<i32> = header["args ".len()..]
        .split(',')
        .map(|arg| arg.parse().unwrap())
        .collect();
    for row in rows() {
        for (recorded, jump) in row.effects.iter().zip([None, Some(true), Some(false)]) {
            let values: Vec<Option<i32>> = recorded
                .split(',')
                .map(|value| value.parse().ok())
                .collect();
            for (index, arg) in args.iter().enumerate() {
                let expected = if values.len() == 1 {
                    values[0]
                } else {
                    values[index]
                };
                let effect = opcode::stack_effect(row.number, *arg, jump);
                assert_eq!(effect, expected, "{} {arg} {jump:?}", row.name);
            }
        }
    }
}

#[test]
fn instrumented_twins() {
    for (number, info) in opcode::all() {
        if info.form != Form::Instrumented {
            continue;
        }
        let op = u8::try_from(number).unwrap();
        let base = opcode::uninstrumented(op).unwrap();
        assert_eq!(info.name, format!("INSTRUMENTED_{}", opcode::name(base)));
        assert_eq!(opcode::instrumented(base), Some(op));
        assert_eq!(opcode::cache_entries(op), opcode::cache_entries(base));
        assert!(op >= opcode::MIN_INSTRUMENTED);
    }
    assert_eq!(opcode::instrumented(opcode::op::NOP), None);
}

macro_rules! collect {
    (tag $(($name:ident, $number:expr))*) => {
        [$((stringify!($name), $number)),*]
    };
}

#[test]
fn for_each_opcode_names_every_real_one() {
    let pairs: Vec<(&str, u8)> = for_each_opcode!(collect, tag).to_vec();
    assert_eq!(
        pairs.len(),
        opcode::all().filter(|(number, _)| *number < 256).count()
    );
    assert!(
        pairs
            .iter()
            .all(|(name, number)| opcode::name(*number) == *name)
    );
}
