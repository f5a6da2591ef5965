//! Code objects that must not be run.

use std::sync::Arc;

use serpentarium_bytecode::opcode::op::*;
use serpentarium_bytecode::{CodeObject, pyc, validate};

/// A module's code object with this code instead of its own.
fn code(bytes: &[u8], stacksize: u32) -> Arc<CodeObject> {
    let (_, sample) = pyc::read(include_bytes!("data/sample.pyc")).unwrap();
    let mut code = (*sample).clone();
    code.consts.truncate(2);
    code.names.truncate(1);
    code.code = bytes.to_vec();
    code.stacksize = stacksize;
    Arc::new(code)
}

#[track_caller]
fn check(bytes: &[u8], message: &str) {
    let error = validate::validate(&code(bytes, 3)).unwrap_err();
    assert_eq!(error.to_string(), format!("{message} of <module>"));
}

#[test]
fn a_sound_loop() {
    let bytes = [
        LOAD_CONST,
        0,
        GET_ITER,
        0,
        FOR_ITER,
        3,
        0,
        0,
        POP_TOP,
        0,
        JUMP_BACKWARD,
        5,
        0,
        0,
        END_FOR,
        0,
        POP_ITER,
        0,
        LOAD_CONST,
        1,
        RETURN_VALUE,
        0,
    ];
    assert_eq!(validate::validate(&code(&bytes, 2)), Ok(()));
    let error = validate::validate(&code(&bytes, 1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "value stack exceeds co_stacksize at offset 4 of <module>"
    );
}

#[test]
fn opcodes() {
    check(&[], "co_code is empty or of odd length");
    check(&[NOP], "co_code is empty or of odd length");
    check(&[125, 0], "unknown opcode 125 at offset 0");
    check(
        &[NOP, 0, CACHE, 0],
        "opcode 0 (CACHE) is not for stored code at offset 2",
    );
    check(
        &[LOAD_CONST_MORTAL, 0],
        "opcode 191 (LOAD_CONST_MORTAL) is not for stored code at offset 0",
    );
    check(
        &[INSTRUMENTED_RESUME, 0],
        "opcode 245 (INSTRUMENTED_RESUME) is not for stored code at offset 0",
    );
    check(
        &[LOAD_CONST, 0, TO_BOOL, 0, 0, 0],
        "code ends within an instruction at offset 6",
    );
    check(
        &[NOP, 0, EXTENDED_ARG, 0],
        "code ends within an instruction at offset 2",
    );
    check(
        &[SEND, 0, 1, 0, NOP, 0],
        "inline cache that is not empty at offset 0",
    );
}

#[test]
fn operands() {
    check(
        &[LOAD_CONST, 2],
        "LOAD_CONST with constant 2 of 2 at offset 0",
    );
    check(
        &[EXTENDED_ARG, 1, LOAD_CONST, 0],
        "LOAD_CONST with constant 256 of 2 at offset 2",
    );
    check(&[LOAD_NAME, 1], "LOAD_NAME with name 1 of 1 at offset 0");
    check(
        &[LOAD_FAST, 0],
        "LOAD_FAST with variable 0 of 0 at offset 0",
    );
    check(
        &[LOAD_COMMON_CONSTANT, 5],
        "LOAD_COMMON_CONSTANT with constant 5 of 5 at offset 0",
    );
    check(
        &[CALL_INTRINSIC_1, 0],
        "CALL_INTRINSIC_1 with operand 0 at offset 0",
    );
    check(
        &[RAISE_VARARGS, 3],
        "RAISE_VARARGS with operand 3 at offset 0",
    );
    check(
        &[RETURN_GENERATOR, 0],
        "RETURN_GENERATOR in code that is no generator at offset 0",
    );
}

#[test]
fn flow() {
    check(
        &[NOP, 0],
        "execution runs off the end of the code at offset 0",
    );
    check(
        &[JUMP_FORWARD, 9],
        "jump to 20, where no instruction starts at offset 0",
    );
    check(
        &[JUMP_BACKWARD, 9, 0, 0],
        "jump out of the code at offset 0",
    );
    check(&[POP_TOP, 0], "POP_TOP takes 1 values of 0 at offset 0");
    check(
        &[
            LOAD_CONST,
            0,
            COPY,
            1,
            POP_JUMP_IF_NONE,
            1,
            0,
            0,
            POP_TOP,
            0,
            RETURN_VALUE,
            0,
        ],
        "stack depth is 1 or 0 at offset 10",
    );
    check(
        &[LOAD_CONST, 0, FOR_ITER, 0, 0, 0, RETURN_VALUE, 0],
        "FOR_ITER without END_FOR at its target at offset 2",
    );
}

#[test]
fn exception_tables() {
    let with_table = |table: &[u8]| {
        let mut code = (*code(&[NOP, 0, LOAD_CONST, 0, RETURN_VALUE, 0], 1)).clone();
        code.exceptiontable = table.to_vec();
        validate::validate(&Arc::new(code)).map_err(|error| error.what)
    };
    assert_eq!(with_table(&[0x80, 1, 2, 0]), Ok(()));
    let rejected = [
        (
            &[0x80, 1, 9, 0][..],
            "exception handler where no instruction starts",
        ),
        (&[0x80, 9, 2, 0], "exception table out of order"),
        (&[0x80, 0, 2, 0], "exception table out of order"),
        (&[0x80, 1, 2], "malformed exception table"),
        (
            &[0x80, 1, 2, 2],
            "stack below the depth of its exception handler",
        ),
        (&[0x80, 1, 2, 1], "exception handler exceeds co_stacksize"),
    ];
    for (table, what) in rejected {
        assert_eq!(with_table(table), Err(what.to_owned()));
    }
}
