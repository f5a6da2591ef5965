"""Events, plugins, a state machine, an undo stack and a dependency injector."""

import functools
import inspect
import weakref
from collections import defaultdict
from contextlib import contextmanager
from typing import Callable, Protocol, runtime_checkable


class Signal:
    def __init__(self, *names):
        self.names = names
        self._slots = []

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.__dict__.setdefault(self.name, Signal(*self.names))

    def connect(self, slot: Callable):
        self._slots.append(weakref.WeakMethod(slot) if inspect.ismethod(slot) else lambda s=slot: s)
        return slot

    def emit(self, *args):
        if len(args) != len(self.names):
            raise TypeError(f"signal takes {len(self.names)} arguments ({len(args)} given)")
        alive = []
        results = []
        for ref in self._slots:
            if (slot := ref()) is not None:
                results.append(slot(*args))
                alive.append(ref)
        self._slots = alive
        return results


class Button:
    clicked = Signal("x", "y")
    closed = Signal()


class Listener:
    def __init__(self, name):
        self.name = name

    def on_click(self, x, y):
        return f"{self.name}:{x},{y}"


a, b = Button(), Button()
l1, l2 = Listener("one"), Listener("two")
a.clicked.connect(l1.on_click)
a.clicked.connect(l2.on_click)
a.clicked.connect(lambda x, y: x + y)
print(a.clicked.emit(1, 2), b.clicked.emit(1, 2))
del l2
print(a.clicked.emit(3, 4), len(a.clicked._slots), type(Button.clicked).__name__)
try:
    a.closed.emit(1)
except TypeError as error:
    print(error)


class Transition:
    def __init__(self, source, target):
        self.source, self.target = source, target

    def __call__(self, function):
        @functools.wraps(function)
        def wrapper(machine, *args):
            if machine.state != self.source:
                raise RuntimeError(f"cannot {function.__name__} while {machine.state}")
            result = function(machine, *args)
            machine.state = self.target
            return result

        wrapper.transition = self
        return wrapper


class MachineMeta(type):
    def __new__(mcs, name, bases, namespace):
        cls = super().__new__(mcs, name, bases, namespace)
        cls.graph = {n: (f.transition.source, f.transition.target) for n, f in namespace.items() if hasattr(f, "transition")}
        return cls


class Door(metaclass=MachineMeta):
    state = "closed"

    @Transition("closed", "open")
    def open(self):
        return "creak"

    @Transition("open", "closed")
    def close(self):
        return "slam"

    @Transition("closed", "locked")
    def lock(self, key):
        return f"locked with {key}"


door = Door()
print(Door.graph, door.open(), door.state, door.close(), door.lock("k1"), door.state)
try:
    door.open()
except RuntimeError as error:
    print(error)


class Undo:
    def __init__(self):
        self.done, self.undone = [], []

    def command(self, do, undo):
        do()
        self.done.append((do, undo))
        self.undone.clear()

    @contextmanager
    def transaction(self):
        mark = len(self.done)
        try:
            yield self
        except Exception as error:
            while len(self.done) > mark:
                self.undo()
            print("rolled back:", error)

    def undo(self):
        do, undo = self.done.pop()
        undo()
        self.undone.append((do, undo))

    def redo(self):
        do, undo = self.undone.pop()
        do()
        self.done.append((do, undo))


document, history = [], Undo()
for word in ("alpha", "beta", "gamma"):
    history.command(lambda w=word: document.append(w), document.pop)
history.undo(); history.undo()
print(document)
history.redo()
print(document)
with history.transaction():
    history.command(lambda: document.append("temp"), document.pop)
    history.command(lambda: document.append("temp2"), document.pop)
    raise ValueError("oops")
print(document, len(history.done), len(history.undone))


@runtime_checkable
class Clock(Protocol):
    def now(self) -> int: ...


class Injector:
    def __init__(self):
        self.providers, self.cache, self.log = {}, {}, []

    def provide(self, kind):
        def register(factory):
            self.providers[kind] = factory
            return factory

        return register

    def get(self, kind):
        if kind not in self.cache:
            factory = self.providers[kind]
            kwargs = {name: self.get(p.annotation) for name, p in inspect.signature(factory).parameters.items()}
            self.log.append((kind.__name__, list(kwargs)))
            self.cache[kind] = factory(**kwargs)
        return self.cache[kind]


injector = Injector()


class Service:
    def __init__(self, clock, names):
        self.clock, self.names = clock, names


@injector.provide(Clock)
def fake_clock():
    class Fake:
        def now(self):
            return 42

    return Fake()


@injector.provide(list)
def names():
    return ["n"]


@injector.provide(Service)
def service(clock: Clock, names: list):
    return Service(clock, names)


s = injector.get(Service)
print(s.clock.now(), isinstance(s.clock, Clock), s is injector.get(Service), injector.log)
groups = defaultdict(lambda: defaultdict(list))
for kind, name, price in (("fruit", "apple", 3), ("fruit", "pear", 2), ("veg", "leek", 5), ("fruit", "apple", 4)):
    groups[kind][name].append(price)
print({k: {n: sum(p) / len(p) for n, p in v.items()} for k, v in groups.items()})
