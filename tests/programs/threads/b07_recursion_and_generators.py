"""Deep recursion in threads; generators and coroutines that go from thread to thread."""
import sys
import threading


def run(function, *args):
    result = []

    def call():
        try:
            result.append(function(*args))
        except BaseException as error:
            result.append(f"{type(error).__name__}: {error}")

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    return result[0]


def deep(n=0):
    return deep(n + 1)


class Nested:
    def __init__(self, inner):
        self.inner = inner

    def __repr__(self):
        return "(" + repr(self.inner) + ")"


def deep_repr():
    value = 0
    for _ in range(100_000):
        value = Nested(value)
    try:
        repr(value)
    finally:
        while isinstance(value, Nested):
            value = value.inner


def deep_sort(n=0):
    return sorted([1, 2], key=lambda item: deep_sort(n + 1))


def deep_lists():
    value = []
    for _ in range(100_000):
        value = [value]
    return len(repr(value))


for function in (deep, deep_repr, deep_sort, deep_lists):
    print(function.__name__, run(function).split(":")[0])


def count(n):
    return 0 if n == 0 else 1 + count(n - 1)


print(run(count, 900))
sys.setrecursionlimit(20_000)
print(run(count, 15_000), count(15_000))
sys.setrecursionlimit(1000)


# A generator is resumed by one thread after the other.
def generator():
    while True:
        received = yield threading.current_thread().name
        if received:
            print("received", received, "in", threading.current_thread().name)


made = generator()
print(next(made))
for name in ("one", "two"):
    thread = threading.Thread(target=lambda: print(made.send(threading.current_thread().name)), name=name)
    thread.start()
    thread.join()
print(next(made))

# But not by two at once.
inside, leave = threading.Event(), threading.Event()


def slow():
    yield 1
    inside.set()
    leave.wait()
    yield 2


made = slow()
next(made)
thread = threading.Thread(target=lambda: print("thread got", next(made)))
thread.start()
inside.wait()
try:
    next(made)
except ValueError as error:
    print(error)
print(made.gi_running)
leave.set()
thread.join()
print(made.gi_running)


# Exceptions being handled are each thread's own.
def handles():
    print(sys.exception())
    try:
        1 / 0
    except ZeroDivisionError:
        reached.set()
        go_on.wait()
        print(repr(sys.exception()))


reached, go_on = threading.Event(), threading.Event()
try:
    raise KeyError("main")
except KeyError:
    thread = threading.Thread(target=handles)
    thread.start()
    reached.wait()
    print(repr(sys.exception()))
    print(sorted(repr(error) for error in sys._current_exceptions().values()))
    go_on.set()
    thread.join()
