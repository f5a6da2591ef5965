import asyncio


async def producer(queue, n):
    for i in range(n):
        await queue.put(i)
        print("put", i, queue.qsize())


async def consumer(name, queue):
    while True:
        item = await queue.get()
        print(name, "got", item)
        queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=2)
    consumers = [asyncio.create_task(consumer(f"c{i}", queue)) for i in range(2)]
    await producer(queue, 5)
    await queue.join()
    for c in consumers:
        c.cancel()
    print(await asyncio.gather(*consumers, return_exceptions=True), queue.empty(), queue.full(), queue.maxsize)
    for bad in (queue.get_nowait, lambda: [queue.put_nowait(i) for i in range(5)], lambda: [queue.task_done() for _ in range(5)]):
        try:
            bad()
        except Exception as error:
            print(type(error).__name__, error)
    priority, lifo = asyncio.PriorityQueue(), asyncio.LifoQueue()
    for v in (3, 1, 2):
        priority.put_nowait(v)
        lifo.put_nowait(v)
    print([priority.get_nowait() for _ in range(3)], [lifo.get_nowait() for _ in range(3)])
    queue = asyncio.Queue()
    queue.put_nowait("last")
    queue.shutdown()
    print(await queue.get())
    try:
        await queue.get()
    except asyncio.QueueShutDown as error:
        print("shut down", repr(error))
    lock = asyncio.Lock()

    async def critical(name):
        async with lock:
            print(name, "in", lock.locked())
            await asyncio.sleep(0)
            print(name, "out")

    await asyncio.gather(*map(critical, "abc"))
    try:
        lock.release()
    except RuntimeError as error:
        print(error)
    semaphore = asyncio.Semaphore(2)
    active, peak = 0, 0

    async def limited():
        nonlocal active, peak
        async with semaphore:
            active += 1
            peak = max(peak, active)
            await asyncio.sleep(0)
            active -= 1

    await asyncio.gather(*(limited() for _ in range(6)))
    print("peak", peak)
    event = asyncio.Event()

    async def waiter(name):
        await event.wait()
        print(name, "released")
        return name

    waiters = [asyncio.create_task(waiter(n)) for n in "xy"]
    await asyncio.sleep(0)
    print(event.is_set())
    event.set()
    print(await asyncio.gather(*waiters), event.is_set())
    condition = asyncio.Condition()
    state = []

    async def wait_for_two():
        async with condition:
            await condition.wait_for(lambda: len(state) >= 2)
            print("condition met", state)

    task = asyncio.create_task(wait_for_two())
    for i in range(2):
        await asyncio.sleep(0)
        async with condition:
            state.append(i)
            condition.notify_all()
    await task
    barrier = asyncio.Barrier(3)

    async def meets(i):
        position = await barrier.wait()
        return position

    print(sorted(await asyncio.gather(*(meets(i) for i in range(3)))), barrier.parties, barrier.n_waiting)
    bounded = asyncio.BoundedSemaphore(1)
    try:
        bounded.release()
    except ValueError as error:
        print(error)
    for bad in (lambda: asyncio.Semaphore(-1), lambda: asyncio.Barrier(0)):
        try:
            bad()
        except ValueError as error:
            print(error)


asyncio.run(main())
