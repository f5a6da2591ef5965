"""Writes the character table of `str` from the Unicode data of the Python that runs it.

    python3.14 core-vm/runtime/tools/unicode_table.py core-vm/runtime/src/types/str/unicode.bin

All numbers are little-endian. Header: u16 number of records, u16 number of blocks,
u16 number of extended code points. Then the records (u16 flags, i8 decimal, i8 digit,
i32 upper, i32 lower, i32 title, i32 fold), the block number (u16) of each 128 code
points, the record number (u16) of each code point of each block, and the extended code
points (u32). A case mapping is a difference, or, with bit 30 set, position * 8 + length
in the extended code points.
"""

import struct
import sys
import unicodedata

ALPHA, DECIMAL, DIGIT, LOWER, LINEBREAK, SPACE, TITLE, UPPER = (1 << i for i in range(8))
XID_START, XID_CONTINUE, PRINTABLE, NUMERIC, CASE_IGNORABLE, CASED, ALNUM = (1 << i for i in range(8, 15))
EXTENDED = 1 << 30
BLOCK = 128
extended = []
positions = {}


def mapping(char, mapped):
    if len(mapped) == 1:
        return ord(mapped) - ord(char)
    if mapped not in positions:
        positions[mapped] = len(extended)
        extended.extend(map(ord, mapped))
    return EXTENDED | positions[mapped] << 3 | len(mapped)


def final_sigma(text):
    return text.lower()[-1] == "\u03c2"


def flags(char):
    ignorable = final_sigma("A" + char + "\u03a3") and not final_sigma(char + "\u03a3")
    tests = {
        ALPHA: char.isalpha(),
        DECIMAL: char.isdecimal(),
        DIGIT: char.isdigit(),
        LOWER: char.islower(),
        LINEBREAK: len((char + "b").splitlines()) > 1,
        SPACE: char.isspace(),
        TITLE: unicodedata.category(char) == "Lt",
        UPPER: char.isupper(),
        XID_START: char.isidentifier(),
        XID_CONTINUE: ("a" + char).isidentifier(),
        PRINTABLE: char.isprintable(),
        NUMERIC: char.isnumeric(),
        CASE_IGNORABLE: ignorable,
        CASED: final_sigma(char + "\u03a3"),
        ALNUM: char.isalnum(),
    }
    return sum(bit for bit, holds in tests.items() if holds)


def record(point):
    char = chr(point)
    # A lone capital sigma maps as such; in a word it is the caller's business.
    return (
        flags(char),
        unicodedata.decimal(char, -1),
        unicodedata.digit(char, -1),
        mapping(char, char.upper()),
        mapping(char, char.lower()),
        mapping(char, char.title()),
        mapping(char, char.casefold()),
    )


def main(path):
    records, numbers, blocks, index = {}, [], {}, []
    for point in range(sys.maxunicode + 1):
        numbers.append(records.setdefault(record(point), len(records)))
    for start in range(0, len(numbers), BLOCK):
        block = tuple(numbers[start:start + BLOCK])
        index.append(blocks.setdefault(block, len(blocks)))
    with open(path, "wb") as out:
        out.write(struct.pack("<HHH", len(records), len(blocks), len(extended)))
        for entry in records:
            out.write(struct.pack("<Hbbiiii", *entry))
        out.write(struct.pack(f"<{len(index)}H", *index))
        for block in blocks:
            out.write(struct.pack(f"<{BLOCK}H", *block))
        out.write(struct.pack(f"<{len(extended)}I", *extended))
    print(len(records), "records,", len(blocks), "blocks,", len(extended), "extended; Unicode", unicodedata.unidata_version)


main(sys.argv[1])
