"""A glass house with a few snakes: what the scripted session looks at.

A metaclass keeps a register of species, a descriptor guards each snake's length, and
generators feed the animals and watch them.
"""


class Registry(type):
    """Remembers every class made with it."""

    species = {}

    def __new__(metacls, name, bases, namespace, **options):
        cls = super().__new__(metacls, name, bases, namespace)
        if not options.get("abstract"):
            metacls.species[name.lower()] = cls
        return cls

    def __init__(cls, name, bases, namespace, **options):
        super().__init__(name, bases, namespace)


class Length:
    """A data descriptor: metres, never negative."""

    def __set_name__(self, owner, name):
        self.slot = "_" + name

    def __get__(self, snake, owner=None):
        if snake is None:
            return self
        return getattr(snake, self.slot)

    def __set__(self, snake, metres):
        if metres < 0:
            raise ValueError(f"{snake.name} cannot be {metres} m long")
        setattr(snake, self.slot, metres)


class Snake(metaclass=Registry, abstract=True):
    length = Length()

    def __init__(self, name, length):
        self.name = name
        self.length = length

    def __init_subclass__(cls, venomous=False, **options):
        super().__init_subclass__()
        cls.venomous = venomous


class Python(Snake):
    pass


class Cobra(Snake, venomous=True):
    pass


def meals(names):
    """Hands out meals; whoever drives it says what is left."""
    left = 10
    for name in names:
        taken = yield name, left
        left -= taken or 1
    return left


def watch(snakes):
    """Delegates the feeding to another generator."""
    rest = yield from meals([snake.name for snake in snakes])
    print("left over:", rest)


def house():
    snakes = [Python("Kaa", 6), Cobra("Nagaina", 2)]
    keeper = watch(snakes)
    for name, left in keeper:
        print(f"{name} eats, {left} left")
    try:
        snakes[0].length = -1
    except ValueError as error:
        print("refused:", error)
    return snakes


if __name__ == "__main__":
    residents = house()
    print(sorted(Registry.species))
