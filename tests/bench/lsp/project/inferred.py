"""Nothing here is annotated: return types, attributes and variables have to be found out."""

import asyncio
import contextlib
import itertools
import os.path
from collections import OrderedDict, defaultdict


def constant():
    return 42


def maybe(flag):
    if flag:
        return "yes"
    return None


def doubled(value):
    return [value, value]


def size_of(text="none"):
    """How long a text is."""
    return len(text)


def calls_others():
    count = size_of("abc")
    return {"count": count, "answer": constant()}


def make_adder(step):
    total = 0

    def add(amount):
        nonlocal total
        total += amount * step
        return total

    return add


def countdown(start):
    while start > 0:
        yield start
        start -= 1


def delegating():
    result = yield from countdown(3)
    return result


async def load(name):
    await asyncio.sleep(0)
    return name.encode() if name else b""


async def load_all():
    first = await load("a")
    both = await asyncio.gather(load("b"), load("c"))
    return first, both


async def ticks():
    for number in range(3):
        yield number
        await asyncio.sleep(0)


async def consume():
    total = 0
    async for tick in ticks():
        total += tick
    async with opened("x") as stream:
        return stream, total


@contextlib.asynccontextmanager
async def opened(path):
    yield path + ".txt"


@contextlib.contextmanager
def changed(state):
    before = dict(state)
    try:
        yield before
    finally:
        state.clear()


class Node:
    """A node of a tree."""

    limit = 10

    def __init__(self, name, parent=None):
        self.name = name
        self.parent = parent
        self.children = []
        self.depth = 0
        self.meta = {"visits": 0}

    def add(self, name):
        child = Node(name, self)
        child.depth = self.depth + 1
        self.children.append(child)
        return child

    def root(self):
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def visit(self):
        self.last_visit = self.meta["visits"]
        return self.last_visit

    def __len__(self):
        return len(self.children)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False


class Leaf(Node):
    def add(self, name):
        raise TypeError(name)

    def path(self):
        return os.path.join("/", str(self.depth))


answer = constant()
perhaps = maybe(True)
twice = doubled(3)
length = size_of()
table = calls_others()
adder = make_adder(2)
added = adder(5)
numbers = [number for number in countdown(3)]
squares = {number: number**2 for number in range(4)}
evens = {number for number in range(10) if not number % 2}
lazy = (str(number) for number in range(3))
if (found := squares.get(2)) is not None:
    print(found)
node = Node("root")
child = node.add("child")
top = child.root()
limit = top.limit
children = len(node)
with Node("temporary") as temporary:
    print(temporary.depth)
with changed({"a": 1}) as snapshot:
    print(snapshot)
first, *rest = (1, "two", 3.0)
groups = defaultdict(list)
groups["a"].append(1)
ordered = OrderedDict(sorted(squares.items()))
pairs = list(zip(["a"], [1]))
chained = list(itertools.chain([1], [2]))
joined = ", ".join(["a"])
where = Leaf("leaf").path()
biggest = max(numbers)
with open("file", encoding="utf-8") as stream:
    content = stream.read()
with open("file", "rb") as binary:
    raw = binary.read()
condition = 1 if answer else "none"
lam = lambda left, right=2: (left, right)
