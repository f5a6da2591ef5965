"""Trace and profile functions of threads, their frames, excepthook, names and idents."""
import sys
import threading

log = []


def traced(n):
    n += 1
    return n


def tracer(frame, event, arg):
    if frame.f_code is traced.__code__:
        log.append((event, frame.f_lineno - traced.__code__.co_firstlineno))
    return tracer


def profiler(frame, event, arg):
    if frame.f_code is traced.__code__:
        log.append((event, threading.current_thread().name))


def run(function, name=None):
    thread = threading.Thread(target=function, args=(1,), name=name)
    thread.start()
    thread.join()


threading.settrace(tracer)
run(traced)
print(log, sys.gettrace(), threading.gettrace() is tracer)
threading.settrace(None)
log.clear()
threading.setprofile(profiler)
run(traced, "profiled")
print(log, sys.getprofile())
threading.setprofile(None)
log.clear()
run(traced)
print(log)

# All threads at once
ready, go_on = threading.Event(), threading.Event()


def waits(n):
    ready.set()
    go_on.wait()
    traced(n)


thread = threading.Thread(target=waits, args=(1,), name="waiter")
thread.start()
ready.wait()
threading.setprofile_all_threads(profiler)
go_on.set()
thread.join()
threading.setprofile_all_threads(None)
print(log, sys.getprofile())

# Frames
ready.clear()
go_on.clear()
thread = threading.Thread(target=waits, args=(1,), name="waiter")
thread.start()
ready.wait()
frames = sys._current_frames()
print(len(frames), frames[threading.get_ident()] is sys._getframe())
frame = frames[thread.ident]
names = []
while frame:
    names.append(frame.f_code.co_name)
    frame = frame.f_back
print("waits" in names, names[-3:])
go_on.set()
thread.join()
print(thread.ident in sys._current_frames())


# What a thread raises
def hook(args):
    print("hook", args.exc_type.__name__, args.exc_value, args.thread.name, args.exc_traceback.tb_frame.f_code.co_name)


def fails(n):
    raise LookupError(n)


threading.excepthook = hook
run(fails, "failing")


def bad_hook(args):
    raise TypeError("bad hook")


sys.excepthook = lambda kind, value, tb: print("sys hook", kind.__name__, value)
threading.excepthook = bad_hook
stderr, sys.stderr = sys.stderr, sys.stdout
run(fails, "failing")
sys.stderr = stderr
threading.excepthook = threading.__excepthook__
try:
    threading.excepthook("wrong")
except TypeError as error:
    print(error)

# Names and idents
main = threading.main_thread()
print(main.name, main.ident == threading.get_ident(), main.native_id == threading.get_native_id())
idents = []


def note():
    idents.append((threading.get_ident(), threading.get_native_id()))


threads = [threading.Thread(target=note) for _ in range(3)]
print([thread.name.rstrip("0123456789") for thread in threads], threads[0].ident, threads[0].is_alive())
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print([thread.ident for thread in threads] == [ident for ident, _ in idents])
print([thread.native_id for thread in threads] == [native for _, native in idents])
print(threads[0].is_alive(), repr(threads[0]).split(", ")[1].split()[0])


def dummy():
    thread = threading.current_thread()
    print(type(thread).__name__, thread.name.rstrip("0123456789"), thread.daemon, thread.is_alive())
    done.release()


import _thread

done = _thread.allocate_lock()
done.acquire()
_thread.start_new_thread(dummy, ())
done.acquire()
