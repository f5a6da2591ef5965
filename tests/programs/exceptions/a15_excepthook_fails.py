import sys


def hook(kind, value, tb):
    print("in hook")
    raise RuntimeError("hook failed")


sys.excepthook = hook
raise ValueError("original")
