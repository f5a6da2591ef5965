import sys

rc = sys.getrefcount
big = rc(None)
print(big > 10 ** 6, rc(True) == big, rc(1) == big, rc(256) == big, rc("a") == big, rc("") == big, rc(()) == big, rc(b"") == big, rc(int) > 1, rc(...) == big, rc(NotImplemented) == big, rc(257) < 10, rc(1000000) < 10)
print(sys._is_immortal(None), sys._is_immortal(5), sys._is_immortal(1000), sys._is_immortal("abc"), sys._is_immortal(int), sys._is_immortal([]))
n = 10 ** 10
m = n + 0
print(rc(n) > 1, n is m, rc(n + 1), rc(int("12345")), rc(float("1.5")), rc("a b".upper()), rc(str(123456)), rc([]), rc({}), rc(tuple([1, 2])), rc(set()), rc(lambda: 0))


def constant():
    return 12345678, "some constant string", (1, 2, 3), 1.5


a, b = constant(), constant()
print([x is y for x, y in zip(a, b)], constant.__code__.co_consts)
literal = "abc"
print(literal is sys.intern("".join(["a", "bc"])), sys.intern("x y") is sys.intern("x y"), "".join(["a", "b"]) is "".join(["a", "b"]), sys._is_interned("identifier"), sys._is_interned("".join(["dyn", "amic"])))
letters = "aé日"
no_items, no_text, no_bytes = (), "", b""
x = int("-5"), int("-6"), int("256"), int("257")
y = int("-5"), int("-6"), int("256"), int("257")
print([p is q for p, q in zip(x, y)], chr(97) is letters[0], chr(233) is letters[1], chr(26085) is letters[2], bytes([5]) is bytes([5]), tuple([]) is no_items, frozenset() is frozenset(), "ab"[5:] is no_text, b"x"[0:0] is no_bytes, str() is no_text)


class Names:
    __slots__ = ()
    attribute_name = 1


key = next(k for k in vars(Names) if k == "attribute_name")
print(sys._is_interned(key), [k for k in {"literal": 1}][0] is sys.intern("".join(["lit", "eral"])))


def f(param_name):
    pass


print(f.__code__.co_varnames[0] is sys.intern("param_name"), f.__name__ is sys.intern("f"), sys.getrefcount(f.__code__) > 1)
s = "hello"
t = s
s += " world"
print(t, s, rc(s), rc(s + "!"))


def append_in_place():
    text = "start"
    for _ in range(3):
        text += "x"
    return rc(text), text


print(append_in_place())
lst = [None] * 3
print(rc(lst), lst[0] is lst[1], rc(lst[0]) == big)
nested = [[]] * 3
print(rc(nested[0]), rc(nested))
default = [f.__defaults__, rc(f)]
print(default)
d1, d2 = {}, {}
d1["shared"] = d2["shared"] = shared = object()
print(rc(shared))
d1.clear()
print(rc(shared), rc(d2.pop("shared")), rc(shared))
e = [shared]
e[0] = None
print(rc(shared))
e.append(shared)
e.extend([shared, shared])
print(rc(shared), e.remove(shared), rc(shared), e.pop() is shared, rc(shared))
e[:] = []
print(rc(shared))
u, *v = shared, shared, shared
print(rc(shared), len(v))
u = v = None
print(rc(shared), rc(sys.modules["sys"]) > 1, rc(Names) , rc(type("T", (), {})))
