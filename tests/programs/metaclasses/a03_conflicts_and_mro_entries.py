class M1(type): ...
class M2(type): ...
class M3(M1, M2): ...


class A(metaclass=M1): ...
class B(metaclass=M2): ...


def attempt(f):
    try:
        result = f()
        print(getattr(result, "__name__", result), type(result).__name__)
    except Exception as error:
        print(type(error).__name__, error)


attempt(lambda: type("C", (A, B), {}))
attempt(lambda: M3("C", (A, B), {}))
attempt(lambda: M1("C", (A,), {}))
attempt(lambda: M2("C", (A,), {}))
attempt(lambda: type("C", (A,), {}))


class C(A, metaclass=type):
    pass


print(type(C).__name__)


class Entry:
    def __init__(self, *bases):
        self.bases = bases

    def __mro_entries__(self, original):
        print("mro_entries", [type(o).__name__ for o in original])
        return self.bases


class D(Entry(int), Entry()):
    pass


print(D.__bases__, [type(b).__name__ for b in D.__orig_bases__], D(5) + 1)


class E(Entry(A)):
    pass


print(type(E).__name__, E.__bases__)


class Bad:
    def __mro_entries__(self, bases):
        return 5


def bad_entries():
    class F(Bad()):
        pass


attempt(bad_entries)
attempt(lambda: type("G", (Entry(int),), {}))
import types
attempt(lambda: types.new_class("H", (Entry(int),), {}))
print(types.resolve_bases((Entry(int, str), list)), types.resolve_bases((int,)), types.get_original_bases(D)[0].bases)


def not_a_class():
    class I(5):
        pass


attempt(not_a_class)


def instance_base():
    class J(object()):
        pass


attempt(instance_base)
meta, namespace, kwds = types.prepare_class("K", (A,), {"metaclass": M3, "x": 1})
print(meta.__name__, namespace, kwds)


def body(ns):
    ns["attr"] = 1
    ns["method"] = lambda self: self.attr + 1


K = types.new_class("K", (A,), {"metaclass": M3}, body)
print(K, type(K).__name__, K().method(), K.__module__)
attempt(lambda: types.new_class("L", (A, B)))


class Weird(type):
    def __instancecheck__(cls, instance):
        return instance == 42

    def __subclasscheck__(cls, subclass):
        return "yes" if subclass is int else ""

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return 1

    def __len__(cls):
        return 3

    def __getitem__(cls, item):
        return f"{cls.__name__}[{item}]"

    def __iter__(cls):
        return iter("abc")

    def __contains__(cls, item):
        return item == "z"

    def __repr__(cls):
        return f"<weird {cls.__name__}>"

    def __add__(cls, other):
        return f"{cls.__name__}+{other}"

    def __bool__(cls):
        return False


class W(metaclass=Weird): ...


print(isinstance(42, W), isinstance(1, W), issubclass(int, W), issubclass(str, W), W == 5, len(W), W[1], list(W), "z" in W, W, W + 1, bool(W), isinstance(W(), W))
