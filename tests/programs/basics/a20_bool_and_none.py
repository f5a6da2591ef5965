none = None
print(True + True, True * 5, False - 1, True == 1, True is (1 == 1), bool(0), bool(""), bool([]), bool([0]), bool(None), bool(0.0), bool("0"))
print(True & False, True | False, True ^ True, ~5, not True, isinstance(True, int), issubclass(bool, int))
print(repr(True), str(False), int(True), float(True), [10, 20][True], "ab"[False])
print(None, repr(None), None is None, None == 0, type(None).__name__, bool(None))
print(Ellipsis, ... is Ellipsis, NotImplemented, type(NotImplemented).__name__, type(...).__name__)
print(1 if True else 2, True and "x", None or "y", not None)
print(type(True), True.bit_length(), True.real, (True).__class__, bool.__mro__)
print(sum([True, True, False]), max(True, False), sorted([True, False]), {True: "t"}[1], True in [1])
print(any([]), all([]), any([None, 0]), all([1, "a"]), any(x > 2 for x in range(5)))


class Falsy:
    def __bool__(self):
        return False


class Empty:
    def __len__(self):
        return 0


class Bad:
    def __bool__(self):
        return 2


class BadLen:
    def __len__(self):
        return -1


print(bool(Falsy()), bool(Empty()), bool(object()), not Falsy(), "yes" if Empty() else "no")
for bad in (lambda: bool(Bad()), lambda: bool(BadLen()), lambda: None + 1, lambda: none.x, lambda: none[0], lambda: None < None, lambda: -None,
            lambda: bool(NotImplemented), lambda: none(), lambda: len(None), lambda: [*None], lambda: True.x, lambda: bool(1, 2), lambda: type(None)(1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__ + ":", e)
try:
    class Sub(bool):
        pass
except TypeError as e:
    print(e)
print(~True if False else "skipped", True.__and__(False), True.__and__(3), False.__invert__() if False else "skip")
