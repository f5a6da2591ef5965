"""The functions of sys.monitoring: what they take, return and refuse; the old BRANCH event."""
import sys
M=sys.monitoring;E=M.events
def f(n):
    for i in range(n):
        if i % 2: pass
        else: pass
    for i in (1, 2, 3): pass
    return n
M.use_tool_id(1,"t")
def cb(*a): print(a[1:]); return M.DISABLE
M.register_callback(1, E.BRANCH, cb)
M.set_events(1,E.BRANCH)
f(4); f(0); print("again"); M.restart_events(); f(4)
print("LR"); M.restart_events(); M.register_callback(1, E.BRANCH, None)
M.register_callback(1, E.BRANCH_LEFT, cb); M.register_callback(1, E.BRANCH_RIGHT, cb)
f(4); f(0)
for e in (E.LINE, E.JUMP, E.RAISE, E.BRANCH, 0, 3, 1<<19, -1):
    try: print(M.register_callback(1, e, None) is cb)
    except Exception as x: print(repr(x))
for a in [(6,'x'),(-1,'x'),(1,'x'),(1,5),('a','b')]:
    try: print(M.use_tool_id(*a))
    except Exception as x: print(repr(x))
for ev in [1<<19, E.C_RETURN, E.C_RETURN|E.CALL|E.C_RAISE, E.RAISE, -1, 'a']:
    for fn in (M.set_events, lambda t,e: M.set_local_events(t, f.__code__, e)):
        try: print(fn(1,ev), M.get_events(1), M.get_local_events(1,f.__code__)); 
        except Exception as x: print(ev, repr(x))
M.free_tool_id(1)
for fn in (M.get_events, lambda t: M.set_events(t,1), lambda t: M.register_callback(t,1,print), M.get_tool, M.free_tool_id, M.clear_tool_id, lambda t: M.set_local_events(t,1,1)):
    try: print(fn(1))
    except Exception as x: print(repr(x))
M.use_tool_id(2,'two'); M.register_callback(2, E.RAISE, lambda *a: M.DISABLE); M.set_events(2, E.RAISE)
try:
    int('x')
except Exception as x: print(repr(x), repr(x.__context__))

M.set_events(2, 0)
print(M._all_events(), M.get_tool(2), M.get_tool(5))
M.set_events(2, E.PY_START | E.RAISE)
print(M._all_events())
M.set_events(2, 0)


def g():
    try:
        int("x")
    except ValueError as error:
        pass


def bad(code, line):
    if code is g.__code__ and line == g.__code__.co_firstlineno + 4:
        1 / 0


M.register_callback(2, E.LINE, bad)
M.set_events(2, E.LINE)
try:
    g()
except Exception as x:
    print(repr(x), repr(x.__context__), repr(x.__context__.__context__))
M.set_events(2, 0)
