"""How classes come to be: metaclasses, __init_subclass__, abstract classes and what a metaclass adds."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar


class Registry(type):
    """Keeps every class it makes."""

    classes: ClassVar[dict[str, type]] = {}

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any):
        cls = super().__new__(mcs, name, bases, namespace)
        mcs.classes[name] = cls
        return cls

    def lookup(cls, name: str) -> type:
        """A class by its name."""
        return cls.classes[name]

    @property
    def count(cls) -> int:
        return len(cls.classes)

    def __getitem__(cls, name: str) -> type:
        return cls.classes[name]


class Model(metaclass=Registry):
    """The root of all models."""

    table = "models"

    def save(self, force: bool = False) -> bool:
        return force


class User(Model):
    table = "users"

    def save(self, force: bool = True) -> bool:
        return super().save(force)


class Handler:
    """Subclasses name the event they handle."""

    handlers: dict[str, type["Handler"]] = {}
    event: str

    def __init_subclass__(cls, *, event: str, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        cls.event = event
        Handler.handlers[event] = cls

    def handle(self, payload: bytes) -> None:
        raise NotImplementedError


class OnStart(Handler, event="start"):
    def handle(self, payload: bytes) -> None:
        print(self.event, payload)


class OnStop(Handler, event="stop"):
    def handle(self, payload: bytes) -> None:
        print("stop", payload)


class Shape(ABC):
    """An abstract figure."""

    @abstractmethod
    def area(self) -> float:
        """How much it covers."""

    @property
    @abstractmethod
    def name(self) -> str: ...

    def report(self) -> str:
        return f"{self.name}: {self.area()}"


class Square(Shape):
    def __init__(self, side: float) -> None:
        self.side = side

    def area(self) -> float:
        return self.side**2

    @property
    def name(self) -> str:
        return "square"


class Circle(Shape):
    radius = 1.0

    def area(self) -> float:
        return 3.14 * self.radius**2

    name = "circle"


class UnitCircle(Circle):
    radius = 1


class Left:
    def where(self) -> str:
        return "left"


class Right:
    def where(self) -> str:
        return "right"

    def only(self) -> int:
        return 1


class Both(Left, Right):
    def where(self) -> str:
        return super().where()


found = User.lookup("User")
how_many = Model.count
by_item = Model["User"]
table = User.table
figure: Shape = Square(2.0)
covered = figure.area()
side = Both().where()
only = Both().only()
