def f():
    raise ValueError("uncaught")


f()
