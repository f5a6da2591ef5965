import concurrent.futures as cf
import queue
import threading

q = queue.Queue(maxsize=3)
results = []


def producer():
    for i in range(6):
        q.put(i)
    q.put(None)


def consumer():
    while (item := q.get()) is not None:
        results.append(item * 2)
        q.task_done()
    q.task_done()


ts = [threading.Thread(target=f) for f in (producer, consumer)]
[t.start() for t in ts]
q.join()
[t.join() for t in ts]
print(results, q.empty(), q.full(), q.qsize())
for bad in (lambda: q.get_nowait(), lambda: q.get(timeout=0.01), lambda: [q.put_nowait(i) for i in range(5)], lambda: q.put(1, timeout=0.01), lambda: q.get(timeout=-1), lambda: [q.task_done() for _ in range(9)]):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
p, l, s = queue.PriorityQueue(), queue.LifoQueue(), queue.SimpleQueue()
for v in (3, 1, 2):
    p.put((v, f"p{v}"))
    l.put(v)
    s.put(v)
print([p.get() for _ in range(3)], [l.get() for _ in range(3)], [s.get() for _ in range(3)], s.empty())
p.shutdown()
try:
    p.get()
except queue.ShutDown as error:
    print("shut down", repr(error))
with cf.ThreadPoolExecutor(max_workers=2, thread_name_prefix="pool") as pool:
    futures = [pool.submit(pow, i, 2) for i in range(5)]
    print([f.result() for f in futures], list(pool.map(lambda a, b: a + b, [1, 2], [10, 20])), sorted(f.result() for f in cf.as_completed(futures)))
    bad = pool.submit(lambda: 1 / 0)
    print(repr(bad.exception()), bad.done(), bad.running(), bad.cancelled(), bad.cancel())
    try:
        bad.result()
    except ZeroDivisionError as error:
        print("result raised", error)
    try:
        list(pool.map(int, ["1", "x"]))
    except ValueError as error:
        print(error)
    log = []
    f = pool.submit(lambda: "value")
    f.add_done_callback(lambda f: log.append(f.result()))
    f.result()
    done, not_done = cf.wait([f] + futures, return_when=cf.ALL_COMPLETED)
    print(len(done), len(not_done), log)
    name = pool.submit(lambda: threading.current_thread().name.startswith("pool")).result()
    print(name)
try:
    pool.submit(print)
except RuntimeError as error:
    print(error)
release = threading.Event()
with cf.ThreadPoolExecutor(1) as pool:
    blocker = pool.submit(release.wait, 5)
    pending = pool.submit(print, "never runs")
    print(pending.cancel(), pending.cancelled())
    try:
        blocker.result(timeout=0.01)
    except TimeoutError as error:
        print("timeout", type(error).__name__)
    release.set()
    print(blocker.result())
    try:
        pending.result()
    except cf.CancelledError:
        print("cancelled error")
future = cf.Future()
print(future.done(), repr(future).split(" state=")[1])
future.set_result(5)
print(future.result(), repr(future).split(" state=")[1])
try:
    future.set_result(6)
except cf.InvalidStateError as error:
    print(str(error).split(":")[0])
print(cf.wait([future]).done == {future}, cf.FIRST_COMPLETED, isinstance(pool, cf.Executor))
with cf.ThreadPoolExecutor(initializer=lambda v: setattr(threading.current_thread(), "init", v), initargs=("set",), max_workers=1) as pool:
    print(pool.submit(lambda: threading.current_thread().init).result())


def worker_pool(jobs, n):
    todo, done = queue.Queue(), queue.Queue()
    for job in jobs:
        todo.put(job)

    def run():
        while True:
            try:
                job = todo.get_nowait()
            except queue.Empty:
                return
            done.put((job, sum(range(job))))

    ts = [threading.Thread(target=run) for _ in range(n)]
    [t.start() for t in ts]
    [t.join() for t in ts]
    return sorted(done.queue)


print(worker_pool(range(0, 1000, 100), 3))
for bad in (lambda: cf.ThreadPoolExecutor(0), lambda: cf.ThreadPoolExecutor(initializer=5)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
