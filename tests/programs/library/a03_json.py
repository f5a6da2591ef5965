import json
import math
from collections import OrderedDict

data = {"s": 'quo"te\\ \n\té\u2028😀', "i": 10 ** 20, "f": 1.5, "t": True, "n": None, "l": [1, [2, []], {}], "d": {"1": {}}, 5: "int key", 2.5: "float key", None: 0, True: 1}
text = json.dumps(data)
print(text)
print(json.dumps(data, ensure_ascii=False, sort_keys=False, separators=(",", ":")))
print(json.dumps({"b": [1, {"x": []}], "a": {}}, indent=2, sort_keys=True), json.dumps([1, [2]], indent="\t"), json.dumps({}, indent=1), json.dumps((1, 2)), json.dumps("é"), json.dumps([math.inf, -math.inf, math.nan]), json.dumps(1e100), json.dumps(0.1), json.dumps(-0.0), json.dumps({"skip": 1, (1,): 2}, skipkeys=True))
back = json.loads(text)
print(back, back["l"] == data["l"], list(back))
print(json.loads(' [1, 2.0, -3e2, true, null, "\\u00e9\\ud83d\\ude00\\/"] '), json.loads("NaN"), json.loads("[Infinity, -Infinity]"), json.loads(b'{"a": 1}'), json.loads("1E400"), json.loads("123456789012345678901234567890"), json.loads('"a"'), json.loads('{"a":1,"a":2}'))
print(json.loads('{"a": [1.5, 2]}', parse_float=str, parse_int=lambda s: f"int {s}"), json.loads('{"a": {"b": 1}}', object_hook=lambda d: sorted(d.items())), json.loads('{"b": 1, "a": 2}', object_pairs_hook=OrderedDict), json.loads("[NaN]", parse_constant=lambda c: f"const {c}"))
for bad in ("", "{", "[1,]", "{'a': 1}", '{"a" 1}', '{"a": 1,}', "[1 2]", "tru", '"unterminated', '"bad \\x"', '"\\u12"', "01", "1.", "-", "[1]x", '{"a": }', "\ufeff1", '"\n"', "{1: 2}", "nul", "[", '{"a":1 "b":2}', "1 2"):
    try:
        print(bad, json.loads(bad))
    except json.JSONDecodeError as error:
        print(repr(bad), "->", error, "|", error.msg, error.pos, error.lineno, error.colno)


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, Point):
            return {"__point__": [o.x, o.y]}
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


encoded = json.dumps({"p": Point(1, 2), "s": {3, 1}}, cls=Encoder)
print(encoded, json.loads(encoded, object_hook=lambda d: Point(*d["__point__"]) if "__point__" in d else d)["p"].y, json.dumps(Point(1, 2), default=vars), list(Encoder().iterencode([1, {"a": 2}])))
cyclic = []
cyclic.append(cyclic)
for bad in (lambda: json.dumps(Point(1, 2)), lambda: json.dumps({1, 2}), lambda: json.dumps(cyclic), lambda: json.dumps({(1,): 1}), lambda: json.dumps(math.nan, allow_nan=False), lambda: json.dumps(b"x"), lambda: json.loads(5), lambda: json.dumps({"a": object}), lambda: json.dumps([1, {"k": [1j]}])):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "__notes__", None))
import io
out = io.StringIO()
json.dump([1, {"a": None}], out)
print(out.getvalue(), json.load(io.StringIO("[1]")), json.JSONDecoder().raw_decode('{"a": 1} tail'))


class IntSub(int):
    def __repr__(self):
        return "custom"


class StrSub(str): ...


class DictSub(dict): ...


import enum
class Level(enum.IntEnum):
    LOW = 1
print(json.dumps([IntSub(5), StrSub("s"), DictSub(a=1), Level.LOW, {Level.LOW: 1}, True]), json.dumps({"z": 1, "a": {"y": 1, "b": 2}}, sort_keys=True), json.dumps([[]] * 2, indent=0))
nested = "[" * 500 + "]" * 500
print(len(json.dumps(json.loads(nested))), json.dumps({"k" * 3: "v" * 3}, indent=None, separators=None), json.dumps("\x00\x1f\x7f</script>"))
try:
    json.loads("[" * 100000)
except RecursionError as error:
    print(type(error).__name__)
