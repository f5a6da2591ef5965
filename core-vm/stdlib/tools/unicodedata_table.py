"""Writes the tables of `unicodedata` from the Python that runs it.

    python3.14 core-vm/stdlib/tools/unicodedata_table.py core-vm/stdlib/src/unicodedata

Two files: `current.bin` for its Unicode version and `v3_2_0.bin` for Unicode 3.2.
All numbers are little-endian. Header: u16 records, u16 blocks, u16 numeric values,
u16 decompositions, u32 decomposed code points. Records: five bytes (category,
bidirectional class, combining class, mirrored, east Asian width), then per 128 code
points the block number (u16), per code point of a block the record number (u16). Numeric
values: u32 code point, f64. Decompositions: u32 code point, u32 position, u8 tag (0:
canonical), u8 length, u8 whether it is composed again, u8 zero. Then the code points (u32).
"""

import struct
import sys
import unicodedata

CATEGORIES = "Cn Cc Cf Co Cs Ll Lm Lo Lt Lu Mc Me Mn Nd Nl No Pc Pd Pe Pf Pi Po Ps Sc Sk Sm So Zl Zp Zs".split()
BIDIRECTIONAL = " L R AL EN ES ET AN CS NSM BN B S WS ON LRE LRO RLE RLO PDF LRI RLI FSI PDI".split(" ")
WIDTHS = "N A F H Na W".split()
TAGS = (" <font> <noBreak> <initial> <medial> <final> <isolated> <circle> <super> <sub> <vertical>"
        " <wide> <narrow> <small> <square> <fraction> <compat>").split(" ")
BLOCK = 128


def dump(database, path):
    records, numbers, numeric, decompositions, points = {}, [], [], [], []
    for point in range(sys.maxunicode + 1):
        char = chr(point)
        record = (
            CATEGORIES.index(database.category(char)),
            BIDIRECTIONAL.index(database.bidirectional(char)),
            database.combining(char),
            database.mirrored(char),
            WIDTHS.index(database.east_asian_width(char)),
        )
        numbers.append(records.setdefault(record, len(records)))
        value = database.numeric(char, None)
        if value is not None:
            numeric.append((point, value))
        # Hangul syllables are computed.
        hangul = 0xAC00 <= point < 0xD7A4
        decomposition = [] if hangul else database.decomposition(char).split()
        if decomposition:
            tag = TAGS.index(decomposition.pop(0)) if decomposition[0].startswith("<") else 0
            composed = tag == 0 and len(decomposition) == 2 and database.normalize("NFC", char) == char
            decompositions.append((point, len(points), tag, len(decomposition), composed))
            points.extend(int(part, 16) for part in decomposition)
    blocks, index = {}, []
    for start in range(0, len(numbers), BLOCK):
        index.append(blocks.setdefault(tuple(numbers[start:start + BLOCK]), len(blocks)))
    with open(path, "wb") as out:
        out.write(struct.pack("<HHHHI", len(records), len(blocks), len(numeric), len(decompositions), len(points)))
        for record in records:
            out.write(struct.pack("<5B", *record))
        out.write(struct.pack(f"<{len(index)}H", *index))
        for block in blocks:
            out.write(struct.pack(f"<{BLOCK}H", *block))
        for entry in numeric:
            out.write(struct.pack("<Id", *entry))
        for entry in decompositions:
            out.write(struct.pack("<IIBBBx", *entry))
        out.write(struct.pack(f"<{len(points)}I", *points))
    print(path, len(records), len(blocks), len(numeric), len(decompositions), len(points))


dump(unicodedata, sys.argv[1] + "/current.bin")
dump(unicodedata.ucd_3_2_0, sys.argv[1] + "/v3_2_0.bin")
