"""Thread pools: futures, as_completed, wait, map, callbacks, exceptions, shutdown."""
import concurrent.futures as cf
import threading
import time


def square(number):
    if number == 3:
        raise ValueError("three")
    return number * number


with cf.ThreadPoolExecutor(max_workers=3, thread_name_prefix="pool") as pool:
    futures = [pool.submit(square, number) for number in range(5)]
    for number, future in enumerate(futures):
        error = future.exception()
        print(number, repr(error) if error else future.result())
    print(sorted(future.result() for future in cf.as_completed(futures) if not future.exception()))
    print(list(pool.map(lambda a, b: a + b, [1, 2, 3], [10, 20, 30])))
    print(list(pool.map(str, range(4), chunksize=2)))
    done, pending = cf.wait(futures)
    print(len(done), len(pending))
    print(sorted({pool.submit(lambda: threading.current_thread().name).result()[:5]}))

try:
    pool.submit(square, 1)
except RuntimeError as error:
    print(error)

# Callbacks and cancellation
gate = threading.Event()
log = []
pool = cf.ThreadPoolExecutor(1)
first = pool.submit(gate.wait)
second = pool.submit(square, 2)
second.add_done_callback(lambda future: log.append(("second", future.cancelled())))
first.add_done_callback(lambda future: log.append(("first", future.result())))
print(second.cancel(), second.cancelled(), second.done())
gate.set()
pool.shutdown()
print(log)
try:
    second.result()
except cf.CancelledError as error:
    print(repr(error))

# Time limits
pool = cf.ThreadPoolExecutor(2)
gate.clear()
slow = pool.submit(gate.wait)
try:
    slow.result(timeout=0.01)
except TimeoutError as error:
    print(type(error).__name__, error)
done, pending = cf.wait([slow, pool.submit(square, 4)], timeout=1, return_when=cf.FIRST_COMPLETED)
print(len(done), len(pending))
try:
    for future in cf.as_completed([slow], timeout=0.01):
        pass
except TimeoutError as error:
    print(error)
print(repr(slow).split(" at ")[0], repr(slow).rsplit(" ", 1)[1])
gate.set()
pool.shutdown(wait=True, cancel_futures=True)


# Initialisers
def start(value):
    threading.current_thread().value = value


def broken():
    raise RuntimeError("no start")


with cf.ThreadPoolExecutor(2, initializer=start, initargs=("ready",)) as pool:
    print(pool.submit(lambda: threading.current_thread().value).result())
import logging

logging.disable(logging.CRITICAL)
with cf.ThreadPoolExecutor(1, initializer=broken) as pool:
    try:
        pool.submit(square, 1).result()
    except cf.BrokenExecutor as error:
        print(type(error).__name__, error)
for wrong in (0, -1):
    try:
        cf.ThreadPoolExecutor(wrong)
    except ValueError as error:
        print(error)
