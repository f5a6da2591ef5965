class Vec:
    def __init__(self, *items):
        self.items = list(items)

    def __repr__(self):
        return "Vec" + repr(tuple(self.items))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, key):
        return self.items[key]

    def __setitem__(self, key, value):
        self.items[key] = value

    def __delitem__(self, key):
        del self.items[key]

    def __contains__(self, item):
        return item in self.items

    def __iter__(self):
        return iter(self.items)

    def __bool__(self):
        return any(self.items)

    def __neg__(self):
        return Vec(*(-x for x in self))

    def __mul__(self, k):
        return Vec(*(x * k for x in self))

    __rmul__ = __mul__

    def __iadd__(self, other):
        self.items += other
        return self

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self, other))

    def __lt__(self, other):
        return self.items < other.items

    def __call__(self, f):
        return Vec(*map(f, self))

    def __hash__(self):
        return 7

    def __abs__(self):
        return sum(x * x for x in self) ** 0.5

    def __reversed__(self):
        return reversed(self.items)

    def __format__(self, spec):
        return "<" + ",".join(format(x, spec) for x in self) + ">"

    def __int__(self):
        return self.items[0]

    def __index__(self):
        return self.items[0]


v = Vec(3, 4)
print(v, len(v), v[0], v[::-1], 4 in v, list(v), bool(v), bool(Vec(0)), -v, v * 2, 2 * v)
v[0] = 1
v += [5]
print(v, v @ v, v < Vec(9), v > Vec(0), v(str), hash(v), abs(Vec(3, 4)), list(reversed(v)), f"{v:03}")
del v[0]
print(v, int(v), [10, 20, 30, 40, 50][v], hex(v), range(10)[v:], sorted([Vec(2), Vec(1)]))
a, b = v
print(a, b, max(v), [*v], sum(v))


class Fallback:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return i * 10


print(list(Fallback()), 20 in Fallback(), 99 in Fallback())


class Rev:
    def __radd__(self, other):
        return ("radd", other)

    def __add__(self, other):
        return NotImplemented

    def __eq__(self, other):
        return "equal!"


print(1 + Rev(), Rev() == 3, 3 == Rev(), Rev() != 3)
try:
    Rev() + 1
except TypeError as e:
    print(e)
