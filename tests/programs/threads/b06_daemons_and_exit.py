"""What happens to threads at the end of the program."""
import atexit
import sys
import threading
import time

never = threading.Event()


def daemon():
    try:
        never.wait()
    finally:
        print("a daemon's finally is not run")


def slow():
    time.sleep(0.02)
    print("the program waits for", threading.current_thread().name)


atexit.register(print, "atexit after the threads")
threading._register_atexit(print, "threading's atexit first")
quiet = threading.Thread(target=daemon, daemon=True)
quiet.start()
print(quiet.daemon, threading.Thread(target=daemon).daemon)
inner = []


def inherits():
    inner.append(threading.Thread(target=daemon).daemon)


thread = threading.Thread(target=inherits, daemon=True)
thread.start()
thread.join()
print(inner)
try:
    quiet.daemon = False
except RuntimeError as error:
    print(error)
for call in (quiet.start, threading.Thread().join, threading.current_thread().join):
    try:
        call()
    except RuntimeError as error:
        print(error)


def leaves():
    print("leaving a thread")
    sys.exit(5)


def exits():
    raise SystemExit


for function in (leaves, exits):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()
print(threading.active_count(), [thread.name for thread in threading.enumerate() if not thread.daemon])
print(quiet)if False else print(repr(quiet).replace(str(quiet.ident), "IDENT"))
threading.Thread(target=slow, name="slow one").start()
print("main ends")
sys.exit(3)
