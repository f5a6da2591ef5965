import contextvars
from contextvars import ContextVar, copy_context, Context, Token

name = ContextVar("name", default="nobody")
level = ContextVar("level")
print(name.get(), name.get("given default"), level.get(0), name.name, repr(level).split(" at ")[0])
try:
    level.get()
except LookupError as error:
    print(type(error).__name__, "level" in str(error))
token = name.set("ann")
print(name.get(), token.var is name, token.old_value is Token.MISSING, repr(Token.MISSING))
second = name.set("bob")
print(second.old_value, name.get())
name.reset(second)
print(name.get())
name.reset(token)
print(name.get())
try:
    name.reset(token)
except RuntimeError as error:
    print(str(error).split("<")[0], str(error).split(">")[-1])
try:
    level.reset(name.set("fresh"))
except ValueError as error:
    print(type(error).__name__)
with name.set("with statement"):
    print(name.get())
print(name.get())
context = copy_context()
print(len(context), list(context), name in context)


def change(value):
    name.set(value)
    level.set(5)
    return name.get(), level.get()


print(context.run(change, "inside"), name.get(), level.get("unset"), context[name], context[level], len(context))
print(context.get(name), context.get(ContextVar("other"), "d"), sorted(v.name for v in context.keys()), sorted(map(str, context.values())))
other = context.copy()
other.run(change, "other")
print(context[name], other[name], context == other, context == context.copy(), type(context).__name__)
for bad in (lambda: context[5], lambda: context["name"], lambda: context[ContextVar("missing")], lambda: context.run(), lambda: context.run(context.run, lambda: 0), lambda: ContextVar(), lambda: ContextVar(5), lambda: Context(1), lambda: Token(), lambda: name.reset(5), lambda: hash(context), lambda: context.run(5), lambda: name.set()):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0].split("<")[0])
empty = Context()
print(list(empty), empty.run(lambda: (name.get(), level.get("none"))), len(empty))


def generator():
    name.set("generator")
    yield name.get()
    yield name.get()


g = generator()
print(next(g), name.get())
name.set("caller")
print(next(g))
try:
    context.run(lambda: 1 / 0)
except ZeroDivisionError as error:
    print(error)
print(context.run(lambda *a, **k: (a, k), 1, x=2))


def nested():
    name.set("outer")
    inner = copy_context()
    inner.run(name.set, "inner")
    return name.get(), inner[name]


print(copy_context().run(nested), name.get())
import threading
results = []
t = threading.Thread(target=lambda: results.append(name.get()))
t.start()
t.join()
print(results)
t = threading.Thread(target=lambda: results.append(name.get()), context=Context())
t.start()
t.join()
print(results)
print([name.set(i).old_value for i in range(3)], ContextVar[int], Token[str])
