real = 1


def __getattr__(name):
    if name.startswith("dynamic"):
        return f"made {name}"
    raise AttributeError(f"module has no {name}")


def __dir__():
    return ["real", "dynamic_thing"]
