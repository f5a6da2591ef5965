"""_thread itself: arguments, handles, counts, stack sizes."""
import _thread
import threading
import time


def attempt(function, *args, **kwargs):
    try:
        print(repr(function(*args, **kwargs)))
    except BaseException as error:
        print(type(error).__name__, error)


attempt(_thread.start_new_thread)
attempt(_thread.start_new_thread, 1, ())
attempt(_thread.start_new_thread, print, [])
attempt(_thread.start_new_thread, print, (), 1)
attempt(_thread.start_joinable_thread, 1)
attempt(_thread.start_joinable_thread, print, handle=1)

handle = _thread._ThreadHandle()
print(repr(handle), handle.ident, handle.is_done())
attempt(handle.join)
attempt(handle.join, "a")
attempt(handle._set_done)
started = _thread.start_joinable_thread(lambda: None, handle=handle)
print(started is handle, handle.ident != 0)
attempt(handle.join)
print(handle.is_done())
attempt(_thread.start_joinable_thread, print, handle=handle)
itself = _thread._ThreadHandle()
_thread.start_joinable_thread(lambda: attempt(itself.join), handle=itself)
itself.join()
attempt(itself.join, None)
attempt(itself.join, 0)
made = _thread._make_thread_handle(5)
print(made.ident, made.is_done())
attempt(_thread._make_thread_handle, "a")

for size in (0, 4096, -1, 262144, 0):
    attempt(_thread.stack_size, size)
attempt(_thread.stack_size, "a")
threading.stack_size(65536)
thread = threading.Thread(target=lambda: print("in a small stack"))
thread.start()
thread.join()
threading.stack_size(0)

counts = []
done = _thread.allocate_lock()
done.acquire()


def counting(first, *, second):
    counts.append(_thread._count())
    print(first, second)
    done.release()


_thread.start_new_thread(counting, (1,), {"second": 2})
done.acquire()
time.sleep(0.01)
print(counts, _thread._count())
attempt(_thread.interrupt_main, 0)
attempt(_thread.interrupt_main, 65)
attempt(_thread.set_name, 1)
print(_thread.TIMEOUT_MAX, _thread._is_main_interpreter(), _thread.daemon_threads_allowed())
print(_thread._get_main_thread_ident() == _thread.get_ident())


# The main thread can be interrupted where it waits.
import os
import signal


def interrupt():
    time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


for wait in (done.acquire, lambda: time.sleep(10), threading.Event().wait, lambda: done.acquire(timeout=10)):
    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        wait()
    except KeyboardInterrupt as error:
        print("interrupted", repr(error))
    thread.join()
print(done.locked())
threading.Thread(target=lambda: (time.sleep(0.01), _thread.interrupt_main())).start()
try:
    while True:
        pass
except KeyboardInterrupt:
    print("interrupted while running")
