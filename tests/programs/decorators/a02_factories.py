import functools


def flexible(function=None, *, times=1, label="default"):
    """Usable as @flexible, @flexible() and @flexible(times=...)."""
    if function is None:
        return functools.partial(flexible, times=times, label=label)

    @functools.wraps(function)
    def wrapper(*args):
        return label, [function(*args) for _ in range(times)]

    return wrapper


@flexible
def one(x):
    return x


@flexible()
def two(x):
    return x + 1


@flexible(times=3, label="three times")
def three(x):
    return x + 2


print(one(1), two(1), three(1), one.__name__, three.__name__)


class retry:
    def __init__(self, attempts, *exceptions):
        self.attempts, self.exceptions = attempts, exceptions
        self.log = []

    def __call__(self, function):
        @functools.wraps(function)
        def wrapper(*args):
            for attempt in range(1, self.attempts + 1):
                try:
                    return function(*args, attempt)
                except self.exceptions as error:
                    self.log.append(f"{attempt}: {error}")
            raise RuntimeError(f"gave up after {self.attempts}") from None

        wrapper.retry = self
        return wrapper


@retry(4, ValueError, KeyError)
def flaky(limit, attempt):
    if attempt < limit:
        raise (ValueError if attempt % 2 else KeyError)(f"attempt {attempt}")
    return f"worked at {attempt}"


print(flaky(3), flaky.retry.log)
try:
    flaky(9)
except RuntimeError as error:
    print(error, error.__cause__, error.__suppress_context__, len(flaky.retry.log))


def compose(*decorators):
    def apply(function):
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return apply


def tag(name):
    def decorate(function):
        return functools.wraps(function)(lambda *a: f"<{name}>{function(*a)}</{name}>")

    return decorate


bold_italic = compose(tag("b"), tag("i"))


@bold_italic
@tag("u")
def text(value):
    return value


print(text("deep"), text.__name__)


def typed(**types):
    def decorate(function):
        names = function.__code__.co_varnames[: function.__code__.co_argcount]

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for name, value in {**dict(zip(names, args)), **kwargs}.items():
                if name in types and not isinstance(value, types[name]):
                    raise TypeError(f"{name} must be {types[name].__name__}, not {type(value).__name__}")
            return function(*args, **kwargs)

        return wrapper

    return decorate


@typed(a=int, b=str)
def pair(a, b="x", c=None):
    return a, b, c


print(pair(1), pair(1, "y", 2.5), pair(b="z", a=3))
for call in (lambda: pair("1"), lambda: pair(1, b=2), lambda: pair()):
    try:
        call()
    except TypeError as error:
        print(error)
