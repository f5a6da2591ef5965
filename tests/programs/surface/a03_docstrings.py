import inspect

for o in (int, str, list, dict, len, print, sorted, isinstance, str.split, list.append, dict.get, set.add, bytes.decode, int.to_bytes, float.hex, range, slice, property, super, type, object, enumerate, zip, map, filter, open, getattr, Exception, ValueError, StopIteration, KeyError, object.__init__, object.__new__, int.__add__, list.__getitem__, str.__len__, dict.__contains__, type.__call__, type.mro, (lambda: 0).__class__, None.__class__, iter, next, abs, round, sum, max, vars, dir, id, hash, compile, eval, exec, globals, locals, __import__, memoryview, frozenset, tuple, staticmethod, classmethod, __build_class__):
    print(getattr(o, "__qualname__", o), "::", repr((o.__doc__ or "").splitlines()[:2]), inspect.getdoc(o) is not None)
import math, sys, time, itertools, functools, operator, gc, weakref, collections
for module in (math, sys, time, itertools, functools, operator, gc, weakref, collections):
    print(module.__name__, repr((module.__doc__ or "").strip().splitlines()[0]))
for f in (math.sqrt, sys.getrefcount, time.sleep, itertools.chain, functools.reduce, operator.add, gc.collect, weakref.ref, collections.deque, sys.exit, math.gcd, sys.settrace):
    print(f.__name__, repr((f.__doc__ or "none").splitlines()[0]))
