import threading
import time

log = []
lock = threading.Lock()


def work(name, n):
    for i in range(n):
        with lock:
            log.append((name, i))


threads = [threading.Thread(target=work, args=(f"t{i}", 3), name=f"worker-{i}") for i in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(log), [t.name for t in threads], [t.is_alive() for t in threads], threading.active_count(), threading.current_thread().name, threading.main_thread() is threading.current_thread())


class Counter(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.result = None

    def run(self):
        self.result = sum(range(1000)), threading.current_thread() is self, self.daemon


c = Counter()
print(c.daemon, c.ident, c.is_alive())
c.start()
c.join(timeout=5)
print(c.result, c.is_alive(), c.ident is not None)
total = 0


def increment():
    global total
    for _ in range(1000):
        with lock:
            total += 1


ts = [threading.Thread(target=increment) for _ in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
print(total)
event = threading.Event()
order = []


def waiter():
    order.append("waiting")
    print("wait returned", event.wait(5))
    order.append("released")


t = threading.Thread(target=waiter)
t.start()
while not order:
    time.sleep(0.001)
event.set()
t.join()
print(order, event.is_set(), event.clear(), event.is_set(), event.wait(0.001))
rlock = threading.RLock()
with rlock:
    with rlock:
        print("reentrant")
print(lock.acquire(), lock.locked(), lock.acquire(blocking=False), lock.acquire(timeout=0.01), lock.release(), lock.locked())
for bad in (lambda: lock.release(), lambda: rlock.release(), lambda: threads[0].start(), lambda: threading.Thread().join(), lambda: threading.current_thread().join(), lambda: lock.acquire(False, 1), lambda: lock.acquire(timeout=-5), lambda: threading.Thread(5), lambda: setattr(threads[0], "daemon", True) if False else threading.Thread(target=5) and threading.Semaphore(-1), lambda: threading.Barrier(2).wait(timeout=0.01), lambda: threading.Condition().notify(), lambda: threading.Condition().wait(0.1)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
local = threading.local()
local.value = "main"
seen = []


def use_local():
    seen.append(hasattr(local, "value"))
    local.value = "thread"
    seen.append(local.value)


t = threading.Thread(target=use_local)
t.start()
t.join()
print(seen, local.value, local.__dict__)


class MyLocal(threading.local):
    def __init__(self, n):
        self.n = n


ml = MyLocal(5)
t = threading.Thread(target=lambda: seen.append(ml.n) or setattr(ml, "n", 6))
t.start(); t.join()
print(seen[-1], ml.n)
condition = threading.Condition()
items = []


def consumer():
    with condition:
        condition.wait_for(lambda: len(items) == 3, timeout=5)
        print("consumer sees", items)


t = threading.Thread(target=consumer)
t.start()
for i in range(3):
    with condition:
        items.append(i)
        condition.notify_all()
t.join()
barrier = threading.Barrier(3, action=lambda: print("barrier action"))
positions = []
ts = [threading.Thread(target=lambda: positions.append(barrier.wait())) for _ in range(3)]
[t.start() for t in ts]
[t.join() for t in ts]
print(sorted(positions), barrier.n_waiting, barrier.broken)
semaphore = threading.BoundedSemaphore(2)
with semaphore, semaphore:
    print(semaphore.acquire(blocking=False))
try:
    semaphore.release()
except ValueError as error:
    print(error)
timer = threading.Timer(0.01, print, ("timer fired",))
timer.start()
timer.join()
cancelled = threading.Timer(10, print, ("never",))
cancelled.start()
cancelled.cancel()
cancelled.join()
print(repr(threads[0]).split(",")[0], repr(threading.main_thread()).split(",")[0], threading.get_ident() == threading.main_thread().ident, [t.name for t in threading.enumerate()])
