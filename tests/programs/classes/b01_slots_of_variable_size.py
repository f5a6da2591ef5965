# Slots next to data of variable size: allowed for str, refused where CPython refuses them.
import gc
import sys
import weakref


class Name(str):
    __slots__ = ("first", "second")


class Longer(Name):
    __slots__ = ("third", "__dict__")


class Plain(str):
    __slots__ = ()


for text in ("", "a", "abcdefg", "abcdefgh", "é" * 5, "€uro", "🐍" * 3, "x" * 1000):
    name = Name(text)
    for slot in ("first", "second"):
        try:
            getattr(name, slot)
        except AttributeError as error:
            print(error)
    name.first, name.second = [text], {text: 1}
    print(ascii(name[:8]), name == text, hash(name) == hash(text), len(name), name.first == [text], name.second == {text: 1})
    print(sys.getsizeof(name) - Name.__basicsize__, name.upper() == text.upper(), name + "z" == text + "z")
    longer = Longer(text * 2)
    longer.first, longer.third, longer.other = 1, 3, 4
    print(longer.first, longer.third, longer.__dict__, longer == text * 2, hasattr(longer, "second"))
    del longer.first
    print(hasattr(longer, "first"), longer.third)

for base in (int, bytes, tuple, type):
    try:
        type("Refused", (base,), {"__slots__": ("x",)})
    except TypeError as error:
        print(error)
    made = type("Empty", (base,), {"__slots__": ()})
    print(made.__slots__, made.__itemsize__ == base.__itemsize__)


class Holder(Name):
    __slots__ = ("__weakref__",)


# A cycle through a slot behind the text is found.
holder = Holder("cycle" * 7)
holder.first = [holder]
gone = weakref.ref(holder)
del holder
print(gone() is not None)
gc.collect()
print(gone())


# Hot access to slots, in the class that has them and in one that borrows the descriptor.
class Point:
    __slots__ = ("x",)


class Borrower:
    __slots__ = ()
    x = Point.__dict__["x"]


def read(thing):
    return thing.x


def write(thing, value):
    thing.x = value


point = Point()
for number in range(50):
    write(point, number)
    assert read(point) == number
for use in (read, lambda thing: write(thing, 5)):
    for _ in range(50):
        try:
            use(Borrower())
        except TypeError as error:
            message = str(error)
    print(message)


def first(thing):
    return thing.first


total = 0
for number in range(50):
    name = Name("n" * number)
    name.first = number
    total += first(name)
print(total)
