import sys

events = []


def profiler(frame, event, arg):
    if frame.f_code.co_filename == __file__:
        name = getattr(arg, "__qualname__", arg) if event.startswith("c_") else arg if event == "return" and not hasattr(arg, "send") else ""
        events.append((event, frame.f_code.co_qualname, name))


def add(a, b):
    return a + b


def calls():
    len([1])
    add(1, 2)
    [].append(5)
    "a,b".split(",")
    sorted([2, 1], key=abs)
    try:
        int("x")
    except ValueError:
        pass
    list(g())
    C().m()
    return "done"


def g():
    yield 1


class C:
    def __init__(self):
        self.x = 1

    def m(self):
        return max(1, 2)


print(sys.getprofile())
sys.setprofile(profiler)
calls()
sys.setprofile(None)
for e in events:
    print(*e)
events.clear()


def raises():
    raise KeyError("x")


def catches():
    try:
        raises()
    except KeyError:
        return "caught"


sys.setprofile(profiler)
catches()
sys.setprofile(None)
print(events)


def bad_profiler(frame, event, arg):
    raise RuntimeError(f"profiler failed at {event}")


sys.setprofile(bad_profiler)
try:
    add(1, 2)
except RuntimeError as error:
    print(error)
sys.setprofile(None)
print(sys.getprofile())
depth = {"now": 0, "max": 0}


def depth_profiler(frame, event, arg):
    if event == "call":
        depth["now"] += 1
        depth["max"] = max(depth["max"], depth["now"])
    elif event == "return":
        depth["now"] -= 1


def recurse(n):
    return n and recurse(n - 1)


sys.setprofile(depth_profiler)
recurse(20)
sys.setprofile(None)
print(depth["max"])
import threading
log = []
threading.setprofile(lambda f, e, a: log.append(e) if f.f_code.co_name == "target" else None)
def target():
    return 1
t = threading.Thread(target=target)
t.start()
t.join()
threading.setprofile(None)
print(log)
events.clear()
sys.setprofile(profiler)
eval("add(1, 2)")
exec("add(3, 4)")
(lambda: abs(-1))()
[add(i, i) for i in range(2)]
sys.setprofile(None)
print(events)
for bad in (5, "x"):
    try:
        sys.setprofile(bad)
        add(1, 1)
    except TypeError as error:
        print(error)
    finally:
        try:
            sys.setprofile(None)
        except TypeError as error:
            print("reset", error)
