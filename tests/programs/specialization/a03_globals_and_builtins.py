value = 1


def read():
    return value


def builtin():
    return len([1, 2, 3])


def hot(f, *args):
    for _ in range(100):
        f(*args)


hot(read)
value = 2
print(read())
del value
try:
    read()
except NameError as error:
    print(error)
value = 3
print(read())
globals()["value"] = 4
print(read())
hot(builtin)
len = lambda x: "shadow"
print(builtin())
del len
print(builtin())
import builtins
original = builtins.len
builtins.len = lambda x: "patched builtin"
print(builtin())
builtins.len = original
print(builtin())
builtins.new_name = "new builtin"


def new():
    return new_name


hot(new)
new_name = "global shadows"
print(new())
del new_name
print(new())
del builtins.new_name
try:
    new()
except NameError as error:
    print(error)
for i in range(200):
    globals()[f"filler{i}"] = i
print(read(), builtin(), filler199)
for i in range(200):
    del globals()[f"filler{i}"]
print(read(), builtin())
namespace = {"__builtins__": {"len": lambda x: "custom builtins"}, "x": 1}
exec("def f():\n    return len([]), x", namespace)
f = namespace["f"]
hot(f)
namespace["x"] = 2
namespace["__builtins__"]["len"] = lambda x: "changed custom"
print(f())


class Tracking(dict):
    def __getitem__(self, key):
        return f"tracked {key}" if not key.startswith("__") else super().__getitem__(key)


try:
    print(eval("a", {}, Tracking()))
except NameError as error:
    print(error)


def make(n):
    exec(f"def g():\n    return n + {n}", ns := {"n": n})
    return ns["g"]


fs = [make(i) for i in range(5)]
for g in fs:
    hot(g)
print([g() for g in fs])
fs[0].__globals__["n"] = 100
print([g() for g in fs])


def rebinding():
    global counter
    counter = 0
    for _ in range(100):
        counter += 1
    return counter


print(rebinding(), counter)


def delete_and_read():
    out = []
    for i in range(6):
        try:
            out.append(maybe)
        except NameError:
            out.append("unset")
        if i % 2:
            globals()["maybe"] = i
        else:
            globals().pop("maybe", None)
    return out


print(delete_and_read())
import types
module = types.ModuleType("mod")
exec("v = 1\ndef get(): return v", module.__dict__)
hot(module.get)
module.v = 5
print(module.get())
del module.v
try:
    module.get()
except NameError as error:
    print(error)
copy = types.FunctionType(read.__code__, {"value": "other globals", "__builtins__": builtins})
hot(copy)
print(copy(), read())
