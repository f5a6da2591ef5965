print("start")


def decorator(cls):
    raise TypeError(f"cannot decorate {cls.__name__}")


@decorator
class Decorated:
    value = 1
