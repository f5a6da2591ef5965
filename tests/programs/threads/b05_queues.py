"""queue: every kind, bounds, time limits, join, shutdown, SimpleQueue."""
import queue
import threading

for kind in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    made = kind(maxsize=3)
    for item in (2, 3, 1):
        made.put(item)
    print(kind.__name__, made.full(), made.qsize(), [made.get() for _ in range(3)], made.empty())

bounded = queue.Queue(1)
bounded.put("a")
for call in (lambda: bounded.put("b", block=False), lambda: bounded.put("b", timeout=0.01), lambda: bounded.put("b", timeout=-1)):
    try:
        call()
    except (queue.Full, ValueError) as error:
        print(type(error).__name__, error)
bounded.get()
for call in (lambda: bounded.get(block=False), lambda: bounded.get(timeout=0.01), lambda: bounded.get(timeout=-1)):
    try:
        call()
    except (queue.Empty, ValueError) as error:
        print(type(error).__name__, error)

# Producers and consumers
work, results = queue.Queue(4), queue.SimpleQueue()


def consumer():
    while True:
        item = work.get()
        try:
            if item is None:
                return
            results.put(item * item)
        finally:
            work.task_done()


consumers = [threading.Thread(target=consumer) for _ in range(3)]
for thread in consumers:
    thread.start()
for number in range(20):
    work.put(number)
work.join()
for _ in consumers:
    work.put(None)
for thread in consumers:
    thread.join()
print(sorted(results.get() for _ in range(20)), results.empty(), results.qsize())
try:
    work.task_done()
except ValueError as error:
    print(error)

# SimpleQueue
simple = queue.SimpleQueue()
for call in (simple.get_nowait, lambda: simple.get(timeout=0.01), lambda: simple.get(timeout=-1), lambda: simple.get(False)):
    try:
        call()
    except (queue.Empty, ValueError) as error:
        print(type(error).__name__, error)
got = []
thread = threading.Thread(target=lambda: got.append(simple.get()))
thread.start()
simple.put("late")
thread.join()
print(got)

# Shutdown
closing = queue.Queue()
closing.put(1)
closing.shutdown()
print(closing.get())
for call in (closing.get, lambda: closing.put(1)):
    try:
        call()
    except queue.ShutDown as error:
        print(repr(error))
waiting = queue.Queue()


def wait():
    try:
        waiting.get()
    except queue.ShutDown:
        print("woken by shutdown")


thread = threading.Thread(target=wait)
thread.start()
waiting.shutdown(immediate=True)
thread.join()
