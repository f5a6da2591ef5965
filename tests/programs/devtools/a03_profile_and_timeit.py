import cProfile
import io
import profile
import pstats
import timeit


def leaf(n):
    return n * 2


def middle(n):
    return sum(leaf(i) for i in range(n))


def recursive(n):
    return 0 if n == 0 else 1 + recursive(n - 1)


def top():
    for _ in range(3):
        middle(4)
    recursive(5)
    sorted([3, 1, 2], key=lambda v: -v)


def show(stats):
    rows = []
    for (file, line, name), (primitive, calls, _, _, callers) in stats.stats.items():
        if name in ("leaf", "middle", "recursive", "top", "<lambda>", "<genexpr>") or "sorted" in name or "sum" in name:
            rows.append((name, primitive, calls, sorted((c[2], n[0] if isinstance(n, tuple) else n) for c, n in callers.items())))
    print(*sorted(rows, key=str), sep="\n")


profiler = cProfile.Profile()
profiler.enable()
top()
profiler.disable()
profiler.create_stats()
show(pstats.Stats(profiler))
with cProfile.Profile() as pr:
    recursive(3)
print(sorted((e.code.co_name, e.callcount, e.reccallcount) for e in pr.getstats() if hasattr(e.code, "co_name") and e.code.co_name == "recursive"))
p = profile.Profile()
p.runcall(top)
p.create_stats()
show(pstats.Stats(p))
out = io.StringIO()
s = pstats.Stats(profiler, stream=out).strip_dirs().sort_stats("name")
s.print_stats("leaf|middle")
print([line.split()[-1] for line in out.getvalue().splitlines() if "(leaf)" in line or "(middle)" in line], s.total_calls > 10, sorted(s.get_stats_profile().func_profiles)[:1] != [])
t = timeit.Timer("x = f(1)", setup="f = abs", globals={})
print(t.timeit(100) >= 0, len(t.repeat(2, 10)), timeit.timeit(lambda: None, number=5) >= 0, timeit.default_timer.__name__)
try:
    timeit.Timer("1 +")
except SyntaxError as error:
    print(error.msg)
try:
    timeit.Timer("undefined").timeit(1)
except NameError as error:
    print(error)
for bad in (lambda: timeit.Timer(5), lambda: profiler.runctx("x", {}, {}), lambda: pstats.Stats("/no/file"), lambda: pstats.Stats(profiler).sort_stats("nope")):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
import tracemalloc
print(tracemalloc.is_tracing())
tracemalloc.start(5)
data = [bytes(1000) for _ in range(10)]
snapshot = tracemalloc.take_snapshot()
trace = tracemalloc.get_object_traceback(data)
print(tracemalloc.is_tracing(), tracemalloc.get_traceback_limit(), trace[-1].lineno if trace else None, trace.total_nframe if trace else None, tracemalloc.get_traced_memory()[0] > 10000, tracemalloc.get_tracemalloc_memory() > 0)
mine = snapshot.filter_traces([tracemalloc.Filter(True, __file__)]).statistics("lineno")
top_stat = max(mine, key=lambda s: s.size)
print(top_stat.size, top_stat.count, top_stat.traceback[0].lineno)
del data
after = tracemalloc.take_snapshot()
diff = [d for d in after.compare_to(snapshot, "lineno") if d.traceback[0].filename == __file__ and d.traceback[0].lineno == top_stat.traceback[0].lineno]
print([(d.size_diff, d.count_diff) for d in diff])
tracemalloc.stop()
print(tracemalloc.is_tracing())
