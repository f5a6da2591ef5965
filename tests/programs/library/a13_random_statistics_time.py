import random
import time

random.seed(42)
print([random.random() for _ in range(3)], random.randint(1, 100), random.choice("abcdef"), random.sample(range(100), 5), random.uniform(1, 2), random.gauss(0, 1), random.randrange(0, 100, 7), random.choices("ab", weights=[1, 9], k=5), random.getrandbits(70), random.betavariate(1, 2), random.expovariate(1), random.triangular(), random.normalvariate(), random.randbytes(4))
deck = list(range(10))
random.shuffle(deck)
print(deck)
r1, r2 = random.Random("text seed"), random.Random("text seed")
print(r1.random() == r2.random(), [r1.randint(0, 9) for _ in range(10)], random.Random(1.5).random(), random.Random(b"bytes").random(), random.Random(2 ** 100).random(), random.Random(None) is not None)
state = random.getstate()
a = random.random()
random.setstate(state)
print(a == random.random(), state[0], len(state[1]), random.Random(7).binomialvariate(10, 0.3))
for bad in (lambda: random.randint(5, 1), lambda: random.choice([]), lambda: random.sample([1], 2), lambda: random.randrange(0), lambda: random.seed([]), lambda: random.choices([], k=1), lambda: random.sample({1, 2}, 1), lambda: random.getrandbits(-1), lambda: random.choices([1], weights=[0])):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(time.gmtime(0), time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(1700000000)), time.strptime("2024-02-03", "%Y-%m-%d")[:6], time.asctime(time.gmtime(0)), time.mktime((1970, 1, 2, 0, 0, 0, 0, 0, 0)), time.time() > 1.6e9, time.monotonic() <= time.monotonic(), time.perf_counter_ns() > 0, isinstance(time.process_time(), float), time.get_clock_info("monotonic").monotonic, time.timezone, time.tzname, time.gmtime(0).tm_zone)
start = time.monotonic()
time.sleep(0.01)
print(time.monotonic() - start >= 0.009, time.thread_time() >= 0)
for bad in (lambda: time.sleep(-1), lambda: time.sleep("x"), lambda: time.strptime("x", "%Y"), lambda: time.gmtime("x"), lambda: time.strftime(5), lambda: time.struct_time([1])):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
import graphlib, types, sched, secrets, string
ts = graphlib.TopologicalSorter({"d": {"b", "c"}, "b": {"a"}, "c": {"a"}})
order = list(ts.static_order())
print(order[0], order[-1], sorted(order[1:3]))
try:
    list(graphlib.TopologicalSorter({1: [2], 2: [1]}).static_order())
except graphlib.CycleError as error:
    print(error.args[0], len(error.args[1]))
events = []
fake = [0]
s = sched.scheduler(lambda: fake[0], lambda d: fake.__setitem__(0, fake[0] + d))
s.enter(2, 1, events.append, ("two",))
s.enter(1, 1, events.append, ("one",))
s.enter(1, 0, events.append, ("one urgent",))
s.run()
print(events, fake, len(secrets.token_hex(4)), secrets.compare_digest("a", "a"))
class Proxy(types.SimpleNamespace): ...
print(Proxy(a=1), types.MappingProxyType({"a": 1}), types.MappingProxyType({"a": 1}) | {"b": 2}, types.GenericAlias(list, (int,)), types.NoneType, types.EllipsisType, types.CapsuleType.__name__, sorted(n for n in types.__all__)[:5])
