"""Preemption: threads that never wait take turns; waits with limits in a deadlock."""
import sys
import threading
import time

# A thread that spins is interrupted for the one that ends it.
stop = False
turns = 0


def spin():
    global turns
    while not stop:
        turns += 1


sys.setswitchinterval(1e-4)
thread = threading.Thread(target=spin)
thread.start()
while turns < 1000:
    pass
stop = True
thread.join()
print("spinning ended")

# Spinning does not hold up those whose time has come.
stop = False
woken = []


def sleeper():
    time.sleep(0.005)
    woken.append(True)


threads = [threading.Thread(target=spin), threading.Thread(target=sleeper)]
for thread in threads:
    thread.start()
while not woken:
    pass
stop = True
for thread in threads:
    thread.join()
print("sleeper ran")

# Two locks, taken in opposite order
a, b = threading.Lock(), threading.Lock()
ready = threading.Barrier(2)
results = []


def takes(first, second, name):
    with first:
        ready.wait()
        got = second.acquire(timeout=0.05)
        results.append((name, got))
        ready.wait()
        if got:
            second.release()


threads = [threading.Thread(target=takes, args=(a, b, "ab")), threading.Thread(target=takes, args=(b, a, "ba"))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results), a.locked(), b.locked())

# Nobody starves: a lock that is taken again and again goes round.
lock = threading.Lock()
taken = [0, 0, 0]


def greedy(number):
    while min(taken) < 20 and max(taken) < 1_000_000:
        with lock:
            taken[number] += 1


threads = [threading.Thread(target=greedy, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(min(taken) >= 20)

# Many threads
count = 0
guard = threading.Lock()


def once():
    global count
    time.sleep(0.001)
    with guard:
        count += 1


threads = [threading.Thread(target=once) for _ in range(200)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(count, threading.active_count())

# Collections in threads
import gc


class Node:
    pass


def cycles():
    for _ in range(2000):
        node = Node()
        node.self = node


threads = [threading.Thread(target=cycles) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
gc.collect()
print(sum(isinstance(item, Node) for item in gc.get_objects()))
