import copy
import pickle


class Plain:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __eq__(self, other):
        return type(self) is type(other) and vars(self) == vars(other)

    def __repr__(self):
        return f"{type(self).__name__}({vars(self)})"


class State(Plain):
    def __getstate__(self):
        print("getstate")
        return {"a": self.a, "b": None}

    def __setstate__(self, state):
        print("setstate", state)
        self.__dict__.update(state)


class Reduce(Plain):
    def __reduce__(self):
        print("reduce")
        return Reduce, (self.a, self.b)


class NewArgs(Plain):
    def __new__(cls, *args):
        print("new", args)
        return super().__new__(cls)

    def __getnewargs__(self):
        return ("newargs",)


class Slots:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = [1]


class Copies:
    def __copy__(self):
        return "copied"

    def __deepcopy__(self, memo):
        return "deep copied"


class Sub(list):
    pass


class Root:
    pass


for cls in (Plain, State, Reduce, NewArgs):
    original = cls([1], "b")
    print(copy.copy(original), copy.copy(original).a is original.a)
    print(copy.deepcopy(original), copy.deepcopy(original).a is original.a)
    for protocol in (0, 2, 5):
        print(protocol, pickle.loads(pickle.dumps(original, protocol)))
s = copy.copy(Slots())
print(s.x, hasattr(s, "y"), copy.deepcopy(s).x is s.x, Slots().__reduce_ex__(2)[2], Slots().__getstate__())
print(copy.copy(Copies()), copy.deepcopy([Copies()]))
sub = Sub([1, [2]])
sub.attr = "kept"
c = copy.deepcopy(sub)
print(c, type(c).__name__, c.attr, c[1] is sub[1], pickle.loads(pickle.dumps(sub)).attr)
root = Root()
root.self = root
root.items = [root, {"r": root}]
c = copy.deepcopy(root)
print(c.self is c, c.items[0] is c, c.items[1]["r"] is c, c is not root)
p = pickle.loads(pickle.dumps(root))
print(p.self is p, p.items[1]["r"] is p)
shared = [1]
pair = copy.deepcopy([shared, shared])
print(pair[0] is pair[1], pair[0] is shared)
t = (1, "a", (2, None))
print(copy.copy(t) is t, copy.deepcopy(t) is t, copy.deepcopy((1, [2]))[1], copy.copy(len) is len, copy.deepcopy(Plain) is Plain)
for value in (1, -300, 2 ** 70, 1.5, "é", b"b", [1, [2]], (1,), {"k": (1, 2)}, {1}, frozenset([2]), None, True, ..., NotImplemented, range(3), 1 + 2j, slice(1, 2), bytearray(b"x"), int, len, print, Plain):
    copied = pickle.loads(pickle.dumps(value))
    print(type(copied).__name__, copied == value, end="; ")
print()
for bad in (lambda: pickle.dumps(lambda: 0), lambda: pickle.dumps((x for x in ())), lambda: pickle.loads(b""), lambda: pickle.loads(b"garbage"), lambda: copy.copy((x for x in ())), lambda: pickle.loads(pickle.dumps(1)[:-1])):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0])
print(Plain(1, 2).__reduce_ex__(2)[1:3], object().__reduce_ex__(4)[0].__name__, copy.copy(Plain).__name__)
