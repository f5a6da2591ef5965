import sys
import collections


class Coverage:
    """Line coverage with sys.monitoring, by function."""

    def __init__(self, *functions):
        self.codes = {f.__code__: f.__name__ for f in functions}
        self.lines = collections.defaultdict(set)

    def __enter__(self):
        m = sys.monitoring
        m.use_tool_id(m.COVERAGE_ID, "coverage")
        m.register_callback(m.COVERAGE_ID, m.events.LINE, self.line)
        for code in self.codes:
            m.set_local_events(m.COVERAGE_ID, code, m.events.LINE)
        return self

    def __exit__(self, *exc):
        m = sys.monitoring
        for code in self.codes:
            m.set_local_events(m.COVERAGE_ID, code, 0)
        m.free_tool_id(m.COVERAGE_ID)

    def line(self, code, number):
        self.lines[self.codes[code]].add(number - code.co_firstlineno)
        return sys.monitoring.DISABLE

    def report(self):
        for code, name in self.codes.items():
            possible = {line - code.co_firstlineno for _, _, line in code.co_lines() if line}
            hit = self.lines[name]
            print(name, sorted(hit), "missing", sorted(possible - hit - {0}))


def classify(n):
    if n < 0:
        kind = "negative"
    elif n == 0:
        kind = "zero"
    else:
        kind = "positive"
    while n > 2:
        n -= 1
        if n == 100:
            break
    else:
        kind += "!"
    return kind


def never():
    return 1


with Coverage(classify, never) as coverage:
    print(classify(5), classify(0))
coverage.report()


class CallGraph:
    def __init__(self):
        self.edges, self.stack = collections.Counter(), []

    def __call__(self, frame, event, arg):
        if event == "call":
            caller = self.stack[-1] if self.stack else "<root>"
            self.edges[caller, frame.f_code.co_name] += 1
            self.stack.append(frame.f_code.co_name)
        elif event == "return" and self.stack:
            self.stack.pop()


def a():
    b()
    c()


def b():
    c()
    c()


def c():
    return [d(i) for i in range(2)]


def d(i):
    return i


graph = CallGraph()
sys.setprofile(graph)
a()
sys.setprofile(None)
for (caller, callee), n in sorted(graph.edges.items()):
    print(caller, "->", callee, n)


class Watch:
    """Print changes of a local variable, with settrace."""

    def __init__(self, function, name):
        self.function, self.name, self.last = function, name, None

    def __call__(self, frame, event, arg):
        if frame.f_code is not self.function.__code__:
            return None
        return self.local

    def local(self, frame, event, arg):
        value = frame.f_locals.get(self.name, "<unset>")
        if value != self.last:
            print(f"line {frame.f_lineno - frame.f_code.co_firstlineno} {event}: {self.name} = {value}")
            self.last = value
        return self.local


def work(n):
    total = 1
    for i in range(1, n):
        total *= i
    result = total
    return result


sys.settrace(Watch(work, "total"))
work(5)
sys.settrace(None)
import bdb


class Debugger(bdb.Bdb):
    def __init__(self):
        super().__init__()
        self.seen = []

    def user_line(self, frame):
        if frame.f_code.co_name == "work":
            self.seen.append(frame.f_lineno - frame.f_code.co_firstlineno)
        self.set_step()

    def user_return(self, frame, value):
        if frame.f_code.co_name == "work":
            self.seen.append(("return", value))


debugger = Debugger()
print(debugger.runcall(work, 3), debugger.seen)
import trace
tracer = trace.Trace(count=1, trace=0)
tracer.runfunc(work, 3)
print(sorted((line - work.__code__.co_firstlineno, n) for (file, line), n in tracer.results().counts.items() if file == __file__))
