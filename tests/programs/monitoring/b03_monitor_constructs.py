"""Every event of sys.monitoring over every construct, in groups of events."""
import sys

import _constructs

M = sys.monitoring
E = M.events
GROUPS = {
    "lines": ["LINE"],
    "branches": ["BRANCH_LEFT", "BRANCH_RIGHT", "JUMP"],
    "calls": ["CALL", "C_RETURN", "C_RAISE"],
    "exceptions": ["RAISE", "RERAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "PY_THROW", "STOP_ITERATION"],
    "functions": ["PY_START", "PY_RESUME", "PY_RETURN", "PY_YIELD", "PY_UNWIND"],
    "lines and branches": ["LINE", "BRANCH_LEFT", "BRANCH_RIGHT"],
}
events = []


def show(value):
    """A value without addresses."""
    if value is M.MISSING:
        return "MISSING"
    if isinstance(value, type(show.__code__)):
        return value.co_qualname
    if isinstance(value, BaseException):
        return repr(value).split(" object at")[0]
    if callable(value):
        return getattr(value, "__qualname__", type(value).__name__)
    text = repr(value)
    return type(value).__name__ if " at 0x" in text else text


def callback(name):
    def called(code, *args):
        if code.co_filename == _constructs.__file__:
            events.append((name, show(code), *map(show, args)))
    return called


M.use_tool_id(1, "constructs")
for group, names in GROUPS.items():
    print("----", group)
    wanted = 0
    for name in names:
        M.register_callback(1, getattr(E, name), callback(name))
        wanted |= getattr(E, name)
    for function, *args in _constructs.CASES:
        events.clear()
        M.set_events(1, wanted)
        try:
            result = function(*args)
        except BaseException as error:
            result = error
        finally:
            M.set_events(1, 0)
        print("====", function.__name__, args, show(result))
        for event in events:
            print("  ", *event)
