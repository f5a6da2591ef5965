import gc
import weakref


class Node:
    def __init__(self, name):
        self.name, self.links = name, []

    def __repr__(self):
        return f"Node({self.name})"


def build(n):
    nodes = [Node(i) for i in range(n)]
    for a, b in zip(nodes, nodes[1:] + nodes[:1]):
        a.links.append(b)
    return nodes


gc.disable()
gc.collect()
print(gc.isenabled(), gc.get_threshold(), gc.collect())
nodes = build(5)
refs = [weakref.ref(n) for n in nodes]
del nodes
print([r() is None for r in refs])
print(gc.collect() > 0, [r() is None for r in refs])
nodes = build(3)
keep = nodes[0]
ref = weakref.ref(nodes[2])
del nodes
gc.collect()
print(ref(), keep.links)
del keep
gc.collect()
print(ref())
lst = []
lst.append(lst)
del lst
print(gc.collect())
d = {}
d["d"] = d
del d
print(gc.collect())


class Finalized:
    log = []

    def __init__(self):
        self.me = self

    def __del__(self):
        Finalized.log.append("finalized")


Finalized()
print(Finalized.log, gc.collect() > 0, Finalized.log)


class Resurrect:
    saved = None

    def __init__(self):
        self.me = self

    def __del__(self):
        Resurrect.saved = self


Resurrect()
gc.collect()
print(Resurrect.saved is not None, gc.garbage)
Resurrect.saved = None
print(gc.collect() > 0, Resurrect.saved)
events = []


def callback(phase, info):
    events.append((phase, sorted(info), info["generation"]))


gc.callbacks.append(callback)
gc.collect()
gc.collect(0)
gc.collect(1)
gc.callbacks.remove(callback)
print(events)
for bad in (lambda: gc.collect(3), lambda: gc.collect(-1), lambda: gc.collect("x"), lambda: gc.set_threshold(), lambda: gc.set_threshold("a"), lambda: gc.set_debug("x"), lambda: gc.freeze(1), lambda: gc.get_objects(5), lambda: gc.get_objects(-2)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
gc.set_threshold(500, 5, 20)
print(gc.get_threshold()[:2], gc.get_debug())
gc.set_debug(gc.DEBUG_SAVEALL)
x = Node("saved")
x.me = x
del x
gc.collect()
print([o for o in gc.garbage if isinstance(o, Node)])
gc.set_debug(0)
gc.garbage.clear()
gc.collect()
gc.enable()
print(gc.isenabled(), len(gc.get_stats()), sorted(gc.get_stats()[0]), gc.get_freeze_count())
gc.freeze()
print(gc.get_freeze_count() > 0)
gc.unfreeze()
print(gc.get_freeze_count())
print([gc.is_tracked(o) for o in (1, "a", 1.5, None, [], {}, (), (1,), ([],), {"a": 1}, {"a": []}, set(), object(), Node("x"), Node, len, lambda: 0, frozenset(), range(3), b"", bytearray(), type, iter([]))])
print(gc.is_finalized(Node("n")), gc.DEBUG_STATS, gc.DEBUG_COLLECTABLE, gc.DEBUG_UNCOLLECTABLE, gc.DEBUG_LEAK)
made = [Node("young")]
print(any(o is made[0] for o in gc.get_objects()), any(o is made[0] for o in gc.get_objects(0)))
gc.collect()
print(any(o is made[0] for o in gc.get_objects(generation=0)))
