class Log:
    def __init__(self):
        object.__setattr__(self, "events", [])
        object.__setattr__(self, "data", {"stored": 1})

    def __getattribute__(self, name):
        if name not in ("events", "data", "__class__", "__dict__"):
            object.__getattribute__(self, "events").append(f"getattribute {name}")
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        self.events.append(f"getattr {name}")
        try:
            return self.data[name]
        except KeyError:
            raise AttributeError(f"no {name} here") from None

    def __setattr__(self, name, value):
        self.events.append(f"setattr {name}={value}")
        self.data[name] = value

    def __delattr__(self, name):
        self.events.append(f"delattr {name}")
        del self.data[name]

    def __dir__(self):
        return ["z", *self.data]

    def method(self):
        return "method"


log = Log()
print(log.stored, log.method())
log.x = 5
print(log.x, "x" in log.__dict__, hasattr(log, "nope"), getattr(log, "nope", "default"))
del log.x
try:
    log.x
except AttributeError as error:
    print(error, error.name, error.obj is log)
print(dir(log))
for event in log.events:
    print(event)
len(log.events)


class Proxy:
    def __init__(self, target):
        self.__target = target

    def __getattr__(self, name):
        return getattr(self.__target, name)

    def __len__(self):
        return 99


p = Proxy([3, 1, 2])
p.sort()
print(p._Proxy__target, p.index(2), len(p))
try:
    p[0]
except TypeError as error:
    print("implicit lookup skips __getattr__:", error)
try:
    p.no_such
except AttributeError as error:
    print(error)


class Bad:
    def __getattribute__(self, name):
        raise AttributeError(name.upper())


try:
    Bad().thing
except AttributeError as error:
    print(error)


class Both:
    def __getattribute__(self, name):
        raise AttributeError("first")

    def __getattr__(self, name):
        return ("rescued", name)


print(Both().thing, Both().__class__, type(Both()).__name__)


class Recurse:
    def __getattr__(self, name):
        return self.missing


try:
    Recurse().x
except RecursionError as error:
    print(type(error).__name__)


class Setter:
    limit = 3

    def __setattr__(self, name, value):
        if name.startswith("_") or value > self.limit:
            raise AttributeError(f"cannot set {name} to {value}")
        super().__setattr__(name, value)


s = Setter()
s.a = 1
for name, value in (("b", 10), ("_c", 0)):
    try:
        setattr(s, name, value)
    except AttributeError as error:
        print(error)
print(vars(s))
