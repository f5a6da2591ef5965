"""Writes src/repr/printable.rs from the character database of this Python.

Usage: python3.14 printable_table.py > src/repr/printable.rs
"""

import unicodedata

ranges = []
for point in range(0x110000):
    if not chr(point).isprintable():
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])

print(f'''//! Which code points `repr` shows as they are (`str.isprintable`), Unicode
//! {unicodedata.unidata_version}. Made by `tests/tools/printable_table.py`.

/// Whether `repr` shows this code point as it is.
pub fn is_printable(point: u32) -> bool {{
    let index = NOT_PRINTABLE.partition_point(|range| range.1 < point);
    NOT_PRINTABLE.get(index).is_none_or(|range| point < range.0)
}}

/// First and last code point of each range that is escaped.
#[rustfmt::skip]
static NOT_PRINTABLE: [(u32, u32); {len(ranges)}] = [''')
line = "   "
for first, last in ranges:
    item = f" (0x{first:x}, 0x{last:x}),"
    if len(line) + len(item) > 100:
        print(line)
        line = "   "
    line += item
print(line)
print("];")
