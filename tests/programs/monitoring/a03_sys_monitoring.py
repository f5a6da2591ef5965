import sys

m = sys.monitoring
E = m.events
TOOL = 3
print([n for n in dir(E) if n.isupper()], E.PY_START, E.LINE, E.NO_EVENTS, m.DISABLE is m.DISABLE, m.MISSING is not None, m.DEBUGGER_ID, m.COVERAGE_ID, m.PROFILER_ID, m.OPTIMIZER_ID)
print(m.get_tool(TOOL))
m.use_tool_id(TOOL, "test tool")
print(m.get_tool(TOOL))
log = []


def sample(n):
    total = 0
    for i in range(n):
        if i % 2:
            total += i
    return abs(-total)


def raising():
    try:
        raise ValueError("v")
    except ValueError:
        pass
    try:
        helper()
    except KeyError:
        return "caught"


def helper():
    raise KeyError("k")


def gen():
    x = yield 1
    yield x


first = sample.__code__.co_firstlineno


def register(*names):
    total = 0
    for name in names:
        event = getattr(E, name)
        total |= event

        def callback(code, *args, name=name):
            if code.co_filename == __file__:
                shown = [getattr(a, "__name__", a) if not isinstance(a, BaseException) else repr(a) for a in args]
                log.append((name, code.co_name, *["MISSING" if a is m.MISSING else a for a in shown]))

        m.register_callback(TOOL, event, callback)
    return total


def run(names, function, *args, local=None):
    log.clear()
    events = register(*names)
    if local:
        m.set_local_events(TOOL, local.__code__, events)
    else:
        m.set_events(TOOL, events)
    try:
        function(*args)
    finally:
        m.set_events(TOOL, 0)
        if local:
            m.set_local_events(TOOL, local.__code__, 0)
        for name in names:
            m.register_callback(TOOL, getattr(E, name), None)
    for entry in log:
        if entry[1] != "run":
            print("  ", *entry)


print("start/return")
run(["PY_START", "PY_RETURN"], sample, 2)
print("lines")
run(["LINE"], sample, 3)
print("local lines")
run(["LINE"], sample, 1, local=sample)
print("branches and jumps")
run(["BRANCH_LEFT", "BRANCH_RIGHT", "JUMP"], sample, 3, local=sample)
print("instructions")
run(["INSTRUCTION"], sample, 1, local=sample)
print("calls")
run(["CALL", "C_RETURN", "C_RAISE"], sample, 1, local=sample)
print("exceptions")
run(["RAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "RERAISE"], raising)
print("generators")


def drive():
    g = gen()
    next(g)
    g.send(5)
    try:
        g.throw(OSError("thrown"))
    except OSError:
        pass


run(["PY_START", "PY_YIELD", "PY_RESUME", "PY_THROW", "PY_UNWIND"], drive)
print("stop iteration")
run(["STOP_ITERATION"], lambda: list(gen()))
count = [0]


def once(code, line):
    count[0] += 1
    return m.DISABLE


m.register_callback(TOOL, E.LINE, once)
m.set_local_events(TOOL, sample.__code__, E.LINE)
sample(5)
print("disabled after one each", count)
sample(5)
print(count)
m.restart_events()
sample(5)
print(count)
m.set_local_events(TOOL, sample.__code__, 0)
print(m.get_events(TOOL), m.get_local_events(TOOL, sample.__code__), m.register_callback(TOOL, E.LINE, None) is once)
for bad in (lambda: m.use_tool_id(TOOL, "again"), lambda: m.use_tool_id(9, "x"), lambda: m.use_tool_id(-1, "x"), lambda: m.use_tool_id(1, 5), lambda: m.set_events(1, E.LINE), lambda: m.set_events(TOOL, 1 << 40), lambda: m.set_events(TOOL, E.C_RETURN), lambda: m.register_callback(TOOL, 3, None), lambda: m.set_local_events(TOOL, 5, E.LINE), lambda: m.set_local_events(TOOL, sample.__code__, E.RAISE), lambda: m.get_tool(99), lambda: m.register_callback(9, E.LINE, None)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


def failing(code, offset):
    m.set_events(TOOL, 0)
    raise RuntimeError("callback failed")


m.register_callback(TOOL, E.PY_START, failing)
m.set_events(TOOL, E.PY_START)
try:
    sample(1)
except RuntimeError as error:
    print(error)
m.free_tool_id(TOOL)
print(m.get_tool(TOOL), m._all_events())
