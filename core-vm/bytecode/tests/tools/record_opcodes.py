"""Records what CPython says of every opcode, for tests/opcodes.rs.

Usage: python3.14 record_opcodes.py > tests/data/opcodes.txt

One line for each number up to 300: name, flags (a c n j l f x for _opcode.has_arg,
has_const, ...; v for is_valid), cache entries, deoptimised name, then the stack
effects for ARGS with jump=None, True and False ('!' for ValueError; one value if
all are equal).
"""

import _opcode
import _opcode_metadata
import dis
import opcode

ARGS = [-2, -1, *range(20), 31, 32, 33, 255, 256, 257, 258, 513, 1000, 65535, 65536,
        1 << 24, (1 << 31) - 1, -(1 << 31)]
BASES = {s: base for base, family in _opcode_metadata._specializations.items() for s in family}
TESTS = {"a": _opcode.has_arg, "c": _opcode.has_const, "n": _opcode.has_name,
         "j": _opcode.has_jump, "l": _opcode.has_local, "f": _opcode.has_free,
         "x": _opcode.has_exc, "v": _opcode.is_valid}


def effect(op, arg, jump):
    try:
        return str(_opcode.stack_effect(op, arg, jump=jump))
    except ValueError:
        return "!"


def effects(op, jump):
    values = [effect(op, arg, jump) for arg in ARGS]
    return ",".join(values if len(set(values)) > 1 else values[:1])


print("args", ",".join(map(str, ARGS)))
for op in range(300):
    name = opcode.opname[op] if op < len(opcode.opname) else "-"
    flags = "".join(letter for letter, test in TESTS.items() if test(op)) or "-"
    base = BASES.get(name, name)
    # Above the last pseudo instruction the tables of a release build end.
    rows = [effects(op, jump) for jump in (None, True, False)] if op < 267 else ["!"] * 3
    print(op, name, flags, dis._get_cache_size(base), base, *rows)
