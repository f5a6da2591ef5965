import itertools
import functools


def numbers(limit):
    print("[open]", end=" ")
    try:
        for i in range(limit):
            yield i
    finally:
        print("[close]", end=" ")


def evens(source):
    for v in source:
        if v % 2 == 0:
            yield v


def windowed(source, size):
    window = []
    for v in source:
        window.append(v)
        if len(window) == size:
            yield tuple(window)
            window.pop(0)


print(list(windowed(evens(numbers(10)), 2)))
print(list(itertools.islice(evens(numbers(100)), 3)))
print()


def coroutine(function):
    @functools.wraps(function)
    def start(*args):
        g = function(*args)
        next(g)
        return g

    return start


@coroutine
def printer(prefix):
    try:
        while True:
            print(prefix, (yield))
    except GeneratorExit:
        print(prefix, "closed")


@coroutine
def broadcast(*targets):
    try:
        while True:
            value = yield
            for target in targets:
                target.send(value)
    finally:
        for target in targets:
            target.close()


@coroutine
def averager(target):
    total, count = 0, 0
    while True:
        total += yield
        count += 1
        target.send(total / count)


b = broadcast(printer("A"), averager(printer("avg")))
for v in (10, 20, 60):
    b.send(v)
b.close()


class Scheduler:
    def __init__(self):
        self.ready, self.log = [], []

    def spawn(self, name, task):
        self.ready.append((name, task, None))

    def run(self):
        while self.ready:
            name, task, value = self.ready.pop(0)
            try:
                request = task.send(value)
            except StopIteration as stop:
                self.log.append(f"{name} done {stop.value}")
            else:
                if request == "name":
                    self.ready.insert(0, (name, task, name))
                else:
                    self.log.append(f"{name}: {request}")
                    self.ready.append((name, task, None))


def task(n):
    me = yield "name"
    for i in range(n):
        yield f"{me} step {i}"
    return n


scheduler = Scheduler()
scheduler.spawn("t1", task(2))
scheduler.spawn("t2", task(1))
scheduler.spawn("t3", task(3))
scheduler.run()
print(*scheduler.log, sep="\n")


def tree(depth, path=""):
    if depth == 0:
        yield path or "root"
        return
    for side in "LR":
        yield from tree(depth - 1, path + side)


print(list(tree(3)), list(tree(0)))


def primes():
    def sieve(source):
        p = next(source)
        yield p
        yield from sieve(v for v in source if v % p)

    return sieve(itertools.count(2))


print(list(itertools.islice(primes(), 20)))


def tokenize(text):
    i = 0
    while i < len(text):
        start = i
        if text[i].isdigit():
            while i < len(text) and text[i].isdigit():
                i += 1
            back = yield "num", int(text[start:i])
        else:
            i += 1
            back = yield "op", text[start]
        while back is not None:
            back = yield "pushed", back


t = tokenize("12+345*6")
print(next(t), next(t), t.send("again"), list(t))
groups = itertools.groupby(sorted("mississippi"))
print([(k, len(list(g))) for k, g in groups], list(itertools.accumulate(numbers(5))))
