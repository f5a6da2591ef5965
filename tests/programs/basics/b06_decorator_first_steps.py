def logged(function):
    def wrapper(*args, **kwargs):
        print("call", function.__name__, args, kwargs)
        result = function(*args, **kwargs)
        print("result", result)
        return result

    return wrapper


@logged
def add(a, b=1):
    return a + b


print(add(1), add(2, b=3), add.__name__)


def repeat(n):
    def decorate(function):
        def wrapper(*args):
            return [function(*args) for _ in range(n)]

        return wrapper

    return decorate


@repeat(3)
def hi(name):
    return "hi " + name


@logged
@repeat(2)
def twice():
    return "x"


print(hi("bo"), twice())


class Count:
    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)


@Count
def counted(v):
    return v * 2


print(counted(1), counted(4), counted.calls, type(counted).__name__)


def memo(function):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = function(n)
        return cache[n]

    wrapper.cache = cache
    return wrapper


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), len(fib.cache))


def register(cls):
    cls.registered = True
    return cls


@register
class Thing:
    @staticmethod
    def static():
        return "static"

    @classmethod
    def build(cls):
        return cls.__name__

    @property
    def prop(self):
        return "property"


print(Thing.registered, Thing.static(), Thing.build(), Thing().prop)


def order(tag):
    print("evaluate", tag)

    def decorate(function):
        print("apply", tag)
        return function

    return decorate


@order("outer")
@order("inner")
def decorated():
    pass


@(lambda f: f() + 1)
def number():
    return 41


print(number)
