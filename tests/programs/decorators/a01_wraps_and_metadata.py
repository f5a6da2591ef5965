import functools


def plain(function):
    def wrapper(*args, **kwargs):
        """wrapper doc"""
        return function(*args, **kwargs)

    return wrapper


def good(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        """wrapper doc"""
        return function(*args, **kwargs)

    return wrapper


def greet(name: str, punctuation: str = "!") -> str:
    """Say hello."""
    return f"hello {name}{punctuation}"


greet.custom = "kept"
a, b = plain(greet), good(greet)
for f in (greet, a, b):
    print(f.__name__, f.__qualname__, f.__doc__, f.__module__, f.__annotations__, getattr(f, "custom", None), hasattr(f, "__wrapped__"))
print(b("ann"), b("bob", punctuation="?"), b.__wrapped__ is greet, b.__defaults__, greet.__defaults__)
print(functools.WRAPPER_ASSIGNMENTS, functools.WRAPPER_UPDATES)


@functools.partial(functools.update_wrapper, wrapped=greet)
def updated():
    pass


print(updated.__name__, updated.__doc__, updated.__wrapped__ is greet, updated.__dict__["custom"])


class Callable:
    """callable doc"""

    def __call__(self, x):
        return x * 2


@functools.wraps(Callable())
def around_object(x):
    return x


print(around_object.__name__, around_object.__doc__, around_object.__wrapped__(4))


def partial_names(function):
    return functools.wraps(function, assigned=("__name__",), updated=())(lambda *a: function(*a))


named = partial_names(greet)
print(named.__name__, named.__doc__, named.__dict__.keys() - {"__wrapped__"}, named("x"))
import inspect
print(inspect.signature(a), inspect.signature(b), inspect.signature(named), inspect.unwrap(good(good(greet))) is greet)
chain = good(good(greet))
depth = 0
while hasattr(chain, "__wrapped__"):
    chain = chain.__wrapped__
    depth += 1
print(depth, chain is greet)
