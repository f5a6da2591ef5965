//! `marshal` and `.pyc` files: recorded data, CPython's messages, damaged input.

use serpentarium_bytecode::marshal::{self, MarshalError};
use serpentarium_bytecode::pyc::{self, PycError, Validation};
use serpentarium_bytecode::{Constant, validate};

/// `py_compile` of `data/sample.py` by CPython 3.14.
const SAMPLE: &[u8] = include_bytes!("data/sample.pyc");

fn error(data: &[u8]) -> String {
    marshal::loads(data).unwrap_err().to_string()
}

#[test]
fn messages() {
    let deep = [b")\x01".repeat(2000), b"N".to_vec()].concat();
    let cases: [(&[u8], &str); 29] = [
        (b"", "EOFError: EOF read where object expected"),
        (b"i", "EOFError: marshal data too short"),
        (b"?", "ValueError: bad marshal data (unknown type code)"),
        (b"0", "TypeError: NULL object in marshal data for object"),
        (b"(", "EOFError: marshal data too short"),
        (
            b"(\xff\xff\xff\xff",
            "ValueError: bad marshal data (tuple size out of range)",
        ),
        (b"(\x01\0\0\0", "EOFError: EOF read where object expected"),
        (
            b"(\x01\0\0\x000",
            "TypeError: NULL object in marshal data for tuple",
        ),
        (
            b"[\xff\xff\xff\xff",
            "ValueError: bad marshal data (list size out of range)",
        ),
        (
            b"[\xff\xff\xff\x7f",
            "EOFError: EOF read where object expected",
        ),
        (
            b">\xff\xff\xff\xff",
            "ValueError: bad marshal data (set size out of range)",
        ),
        (
            b"r\0\0\0\0",
            "ValueError: bad marshal data (invalid reference)",
        ),
        (
            b"\xbe\x01\0\0\0r\0\0\0\0",
            "ValueError: bad marshal data (invalid reference)",
        ),
        (
            b"u\xff\xff\xff\xff",
            "ValueError: bad marshal data (string size out of range)",
        ),
        (
            b"u\x01\0\0\0\xff",
            "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
        ),
        (
            b"u\x03\0\0\0a\xe2\x28",
            "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe2 in position 1: \
             invalid continuation byte",
        ),
        (
            b"u\x03\0\0\0a\xe2\x82",
            "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 1-2: \
             unexpected end of data",
        ),
        (b"z", "EOFError: EOF read where not expected"),
        (b"z\x05a", "EOFError: marshal data too short"),
        (
            b"s\xff\xff\xff\xff",
            "ValueError: bad marshal data (bytes object size out of range)",
        ),
        (
            b"l\x01\0\0\0\xff\xff",
            "ValueError: bad marshal data (digit out of range in long)",
        ),
        (
            b"l\x01\0\0\0\0\0",
            "ValueError: bad marshal data (unnormalized long data)",
        ),
        (
            b"l\0\0\0\x80",
            "ValueError: bad marshal data (long size out of range)",
        ),
        (
            b"f\x03abc",
            "ValueError: could not convert string to float: 'abc'",
        ),
        (b"f", "EOFError: EOF read where not expected"),
        (b":NN", "EOFError: EOF read where object expected"),
        (b":0NN", "TypeError: NULL object in marshal data for object"),
        (b"c\0\0\0\0", "EOFError: marshal data too short"),
        (&deep, "ValueError: recursion limit exceeded"),
    ];
    for (data, message) in cases {
        assert_eq!(error(data), message, "{:?}", &data[..data.len().min(20)]);
    }
    assert!(marshal::loads(&deep[2..]).is_ok());
}

#[test]
fn values() {
    let int = |value: i64| Constant::Int(value.into());
    let cases: [(&[u8], Constant); 13] = [
        (b"N", Constant::None),
        (b"\xce", Constant::None),
        (b"i\xff\xff\xff\xff", int(-1)),
        (
            b"I\x01\x02\x03\x04\x05\x06\x07\x80",
            int(-9221395093405892095),
        ),
        (b"l\x03\0\0\0\0\0\0\0\0\x04", int(1 << 40)),
        (b"l\xfe\xff\xff\xff\x01\0\x02\0", int(-65537)),
        (b"l\0\0\0\0", int(0)),
        (b"f\x041e16", Constant::Float(1e16)),
        (b"g\0\0\0\0\0\0\xf8\xbf", Constant::Float(-1.5)),
        (b"x\x011\x012", Constant::Complex { re: 1.0, im: 2.0 }),
        (b"z\x01\xff", Constant::Str("ÿ".into())),
        (
            b")\x02\xfa\x01ar\0\0\0\0",
            Constant::Tuple(vec![Constant::Str("a".into()); 2]),
        ),
        (
            b":NNN",
            Constant::Slice(Box::new([Constant::None, Constant::None, Constant::None])),
        ),
    ];
    for (data, value) in cases {
        assert_eq!(marshal::loads(data).as_ref(), Ok(&value), "{data:?}");
        let written = marshal::dumps(&value).unwrap();
        assert_eq!(marshal::loads(&written), Ok(value));
    }
}

#[test]
fn a_file_is_written_as_it_was_read() {
    let (validation, code) = pyc::read(SAMPLE).unwrap();
    assert_eq!(pyc::write(validation, &code).unwrap(), SAMPLE);
}

#[test]
fn headers() {
    let hash = Validation::Hash {
        hash: *b"12345678",
        check_source: true,
    };
    assert_eq!(&pyc::header(hash), b"\x2b\x0e\r\n\x03\0\0\0\x31\x32345678");
    assert_eq!(
        pyc::source_hash(b"pass\n"),
        *b"\x32\x51\xa4\x96\xcf\x24\x26\xb9"
    );
    let stamp = Validation::Timestamp {
        mtime: 0x0403_0201,
        size: 5,
    };
    let header = pyc::header(stamp);
    assert_eq!(&header, b"\x2b\x0e\r\n\0\0\0\0\x01\x02\x03\x04\x05\0\0\0");
    assert_eq!(pyc::read_header(&header), Ok((stamp, &b""[..])));
    let message = |data: &[u8]| pyc::read(data).unwrap_err().message("m");
    assert_eq!(message(b"abc"), "bad magic number in 'm': b'abc'");
    assert_eq!(
        message(b"\x2b\x0e\r\n"),
        "reached EOF while reading pyc header of 'm'"
    );
    assert_eq!(
        message(b"\x2b\x0e\r\n\x04\0\0\0\0\0\0\0\0\0\0\0"),
        "invalid flags 4 in 'm'"
    );
    assert_eq!(
        message(&[&header[..], b"N"].concat()),
        "Non-code object in 'm'"
    );
}

#[test]
fn an_unknown_opcode_is_named() {
    let (validation, code) = pyc::read(SAMPLE).unwrap();
    let mut code = (*code).clone();
    code.code[2] = 125;
    let data = pyc::write(validation, &code).unwrap();
    let found = pyc::read(&data).unwrap_err();
    assert!(matches!(found, PycError::Invalid(_)));
    assert_eq!(
        found.message("m"),
        "invalid bytecode in 'm': unknown opcode 125 at offset 2 of <module>"
    );
}

/// A bomb: 40 tuples, each of which refers to the one before twice.
#[test]
fn references_cannot_multiply_without_end() {
    let mut data = vec![b'(', 41, 0, 0, 0, 0xA9, 2, b'N', b'N'];
    for index in 0..40u8 {
        data.extend([0xA9, 2, b'r', index, 0, 0, 0, b'r', index, 0, 0, 0]);
    }
    let message = "ValueError: bad marshal data (too many references to constants)";
    assert_eq!(error(&data), message);
}

/// Deterministic damage; nothing may panic, whatever is read of it.
#[test]
fn damaged_files_do_no_harm() {
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut valid = 0;
    for round in 0..10_000 {
        let mut data = SAMPLE[16..].to_vec();
        for _ in 0..1 + round % 4 {
            let at = random(data.len());
            match random(4) {
                0 => data[at] = random(256) as u8,
                1 => data[at] ^= 1 << random(8),
                2 => data.truncate(at.max(1)),
                _ => data.insert(at, b"(>)[{rclzs\xe3\xa9:"[random(13)]),
            }
        }
        let loaded: Result<Constant, MarshalError> = marshal::loads(&data);
        let Ok(Constant::Code(code)) = loaded else {
            continue;
        };
        let options = serpentarium_bytecode::dis::Options {
            show_caches: true,
            show_offsets: true,
            show_positions: round % 2 == 0,
            adaptive: true,
            depth: None,
        };
        let hooks = serpentarium_bytecode::repr::FixedAddress(0);
        serpentarium_bytecode::dis::disassemble(&code, options, &hooks);
        let written = marshal::dumps_code(&code).unwrap();
        // The same but for the order of sets.
        assert!(marshal::loads_code(&written).is_ok());
        valid += usize::from(validate::validate(&code).is_ok());
    }
    assert!(valid > 0);
}
