"""Condition, Event, Barrier, Semaphore, Timer."""
import threading
import time


def run(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# Condition: a bounded buffer
condition = threading.Condition()
buffer, log = [], []


def produce():
    for number in range(10):
        with condition:
            condition.wait_for(lambda: len(buffer) < 2)
            buffer.append(number)
            condition.notify_all()


def consume():
    for _ in range(10):
        with condition:
            condition.wait_for(lambda: buffer)
            log.append(buffer.pop(0))
            condition.notify_all()


run(produce, consume)
print(log)
with condition:
    print(condition.wait(0.01), condition.wait_for(lambda: False, timeout=0.01))
for name in ("notify", "notify_all", "wait"):
    try:
        getattr(condition, name)()
    except RuntimeError as error:
        print(name, error)

# Event
event = threading.Event()
print(event.is_set(), event.wait(0.01), repr(event).split(" at ")[0])
seen = []
threads = [threading.Thread(target=lambda: seen.append(event.wait())) for _ in range(3)]
for thread in threads:
    thread.start()
event.set()
for thread in threads:
    thread.join()
print(seen, event.is_set(), repr(event).rsplit(":")[-1])
event.clear()
print(event.is_set())

# Barrier
barrier = threading.Barrier(3, action=lambda: print("all here"))
indexes = []
run(*[lambda: indexes.append(barrier.wait())] * 3)
print(sorted(indexes), barrier.parties, barrier.n_waiting, barrier.broken)


def breaks():
    try:
        barrier.wait(timeout=0.02)
    except threading.BrokenBarrierError as error:
        print("broken", repr(error))


run(breaks)
print(barrier.broken)
barrier.reset()
print(barrier.broken)


def waits():
    try:
        barrier.wait()
    except threading.BrokenBarrierError:
        print("aborted")


thread = threading.Thread(target=waits)
thread.start()
while barrier.n_waiting == 0:
    time.sleep(0.001)
barrier.abort()
thread.join()

# Semaphore
semaphore = threading.BoundedSemaphore(2)
inside, most = 0, 0
guard = threading.Lock()


def limited():
    global inside, most
    with semaphore:
        with guard:
            inside += 1
            most = max(most, inside)
        time.sleep(0.005)
        with guard:
            inside -= 1


run(*[limited] * 6)
print(inside, most <= 2)
try:
    semaphore.release()
except ValueError as error:
    print(error)
print(semaphore.acquire(blocking=False), semaphore.acquire(timeout=0.01), semaphore.acquire(blocking=False))
semaphore.release(2)

# Timer
fired = []
timer = threading.Timer(0.01, fired.append, args=["fired"])
timer.start()
timer.join()
cancelled = threading.Timer(10, fired.append, args=["never"])
cancelled.start()
cancelled.cancel()
cancelled.join()
print(fired, timer.finished.is_set(), cancelled.finished.is_set())
