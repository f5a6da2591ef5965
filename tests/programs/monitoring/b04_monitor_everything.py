"""All events at once, globally and for one code object; then events that disable themselves."""
import sys

import _constructs

M = sys.monitoring
E = M.events
LOCAL = [
    "PY_START", "PY_RESUME", "PY_RETURN", "PY_YIELD", "CALL", "LINE", "INSTRUCTION", "JUMP",
    "BRANCH_LEFT", "BRANCH_RIGHT", "STOP_ITERATION",
]
EXCEPTIONS = ["RAISE", "RERAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "PY_THROW", "C_RETURN", "C_RAISE"]
events = []
disabling = False


def callback(name):
    def called(code, *args):
        if code.co_filename != _constructs.__file__:
            return None
        places = [str(arg) for arg in args if isinstance(arg, int)][:2]
        events.append(f"{name}:{','.join(places)}")
        return M.DISABLE if disabling else None
    return called


def run(functions, start, stop, times=1):
    for function, *args in functions:
        for _ in range(times):
            events.clear()
            start(function)
            try:
                function(*args)
            except BaseException as error:
                events.append(type(error).__name__)
            finally:
                stop(function)
            print(function.__name__, *events)


M.use_tool_id(1, "everything")
local = everything = 0
for name in LOCAL:
    M.register_callback(1, getattr(E, name), callback(name))
    local |= getattr(E, name)
everything = local
for name in EXCEPTIONS:
    M.register_callback(1, getattr(E, name), callback(name))
    everything |= getattr(E, name)

print("---- everything")
run(_constructs.CASES, lambda f: M.set_events(1, everything), lambda f: M.set_events(1, 0))
print("---- local")
run(
    _constructs.CASES,
    lambda f: M.set_local_events(1, f.__code__, local),
    lambda f: M.set_local_events(1, f.__code__, 0),
)
print("---- disabling")
disabling = True
calls = E.PY_START | E.PY_RETURN | E.BRANCH_LEFT | E.BRANCH_RIGHT | E.JUMP | E.INSTRUCTION
some = [case for case in _constructs.CASES if case[0].__name__ in ("plain", "loops", "call_forms", "boolean")]
run(some, lambda f: M.set_events(1, calls), lambda f: M.set_events(1, 0), times=2)
M.restart_events()
print("---- again")
run(some, lambda f: M.set_events(1, calls), lambda f: M.set_events(1, 0), times=2)
