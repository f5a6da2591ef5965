"""Locks: exclusion, timeouts, representation, errors."""
import re
import threading
import _thread


def show(text):
    print(re.sub(r"0x[0-9a-f]+|owner=[1-9]\d+", "#", text))


def attempt(function, *args, **kwargs):
    try:
        print(repr(function(*args, **kwargs)))
    except BaseException as error:
        print(type(error).__name__, error)


lock = threading.Lock()
show(repr(lock))
attempt(lock.release)
attempt(lock.acquire)
show(repr(lock))
attempt(lock.acquire, False)
attempt(lock.acquire, timeout=0.01)
attempt(lock.acquire, True, 0)
attempt(lock.acquire, False, 1)
attempt(lock.acquire, timeout=-2)
attempt(lock.acquire, timeout=1e20)
attempt(lock.acquire, timeout=float("nan"))
attempt(lock.acquire, timeout=None)
attempt(lock.acquire, 1, 2, 3)
print(lock.locked(), lock.__exit__(None, None, None), lock.locked())
attempt(_thread.lock, 1)
attempt(lambda: type("Sub", (_thread.lock,), {}))

recursive = threading.RLock()
show(repr(recursive))
attempt(recursive.release)
with recursive:
    with recursive:
        print(recursive._recursion_count(), recursive._is_owned(), recursive.locked())
        show(repr(recursive))
        state = recursive._release_save()
        print(state[0], state[1] == threading.get_ident())
        recursive._acquire_restore(state)
        print(recursive._recursion_count())
attempt(recursive._acquire_restore, 5)
attempt(recursive._acquire_restore, (1,))
attempt(recursive._release_save)


class Named(_thread.RLock):
    pass


show(repr(Named()))

# A lock may be released by another thread; an RLock may not.
lock.acquire()
thread = threading.Thread(target=lock.release)
thread.start()
thread.join()
print(lock.locked())
recursive.acquire()
results = []


def other():
    results.append(recursive.acquire(blocking=False))
    results.append(recursive.acquire(timeout=0.01))
    results.append(recursive._is_owned())
    results.append(recursive._recursion_count())
    try:
        recursive.release()
    except RuntimeError as error:
        results.append(str(error))


thread = threading.Thread(target=other)
thread.start()
thread.join()
print(results)

# The order of acquiring threads is that of their arrival.
gate = threading.Lock()
gate.acquire()
order = []


def worker(number):
    with gate:
        order.append(number)


threads = []
for number in range(6):
    thread = threading.Thread(target=worker, args=(number,))
    thread.start()
    threads.append(thread)
gate.release()
for thread in threads:
    thread.join()
print(sorted(order))

# Exclusion while switching as often as possible.
import sys

sys.setswitchinterval(1e-6)
total = 0


def add():
    global total
    for _ in range(500):
        with gate:
            value = total
            total = value + 1


threads = [threading.Thread(target=add) for _ in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(total)
