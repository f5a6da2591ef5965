"""threading.local: attributes of each thread."""
import gc
import threading
import weakref


class Value:
    pass


local = threading.local()
local.x = "main"
log = []


def worker(number):
    log.append(hasattr(local, "x"))
    local.x = number
    local.__dict__["y"] = -number
    log.append((local.x, local.y, sorted(vars(local))))
    del local.x
    try:
        local.x
    except AttributeError as error:
        log.append(str(error))


for number in (1, 2):
    thread = threading.Thread(target=worker, args=(number,))
    thread.start()
    thread.join()
print(*log, sep="\n")
print(local.x, vars(local))
for change in (lambda: setattr(local, "__dict__", {}), lambda: delattr(local, "__dict__"), lambda: delattr(local, "z")):
    try:
        change()
    except AttributeError as error:
        print(error)
try:
    threading.local(1)
except TypeError as error:
    print(error)


class Mine(threading.local):
    shared = []

    def __init__(self, *args, key=None):
        self.args = args
        self.key = key
        self.made_in = threading.current_thread().name

    def __getattr__(self, name):
        return "no " + name


mine = Mine(1, 2, key="k")
mine.shared.append("main")
mine.own = 5


def look():
    print(mine.args, mine.key, mine.made_in, mine.own, mine.shared)
    mine.shared.append("thread")


thread = threading.Thread(target=look, name="looker")
thread.start()
thread.join()
print(mine.args, mine.made_in, mine.own, mine.shared)

# What a thread keeps goes with it.
references = []


def keep():
    local.value = Value()
    references.append(weakref.ref(local.value))
    local.self = local


for _ in range(3):
    thread = threading.Thread(target=keep)
    thread.start()
    thread.join()
print([reference() for reference in references])

# And with the object.
started, end = threading.Event(), threading.Event()


def hold():
    local.value = Value()
    references.append(weakref.ref(local.value))
    started.set()
    end.wait()


thread = threading.Thread(target=hold)
thread.start()
started.wait()
print(references[-1]() is not None)
del local
gc.collect()
print(references[-1]())
end.set()
thread.join()
