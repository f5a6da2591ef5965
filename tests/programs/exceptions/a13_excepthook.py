import sys
import threading


def hook(kind, value, tb):
    print("hook", kind.__name__, value, tb.tb_lineno)
    depth = 0
    while tb:
        depth += 1
        tb = tb.tb_next
    print("depth", depth)


sys.excepthook = hook
print(sys.__excepthook__ is not hook)


def thread_hook(args):
    print("thread hook", args.exc_type.__name__, args.exc_value, args.thread.name)


threading.excepthook = thread_hook
t = threading.Thread(target=lambda: 1 / 0, name="worker")
t.start()
t.join()


def unraisable(args):
    print("unraisable", args.exc_type.__name__, args.exc_value, args.err_msg, getattr(args.object, "__name__", type(args.object).__name__))


sys.unraisablehook = unraisable


class Bad:
    def __del__(self):
        raise ValueError("in del")


Bad()
print("still running")


def fails():
    raise LookupError("uncaught")


fails()
