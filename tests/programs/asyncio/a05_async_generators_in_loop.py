import asyncio
import contextlib
import contextvars

var = contextvars.ContextVar("var", default="unset")


async def ticker(name, n):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            yield f"{name}{i}"
    finally:
        print(name, "closing")
        await asyncio.sleep(0)
        print(name, "closed")


async def merge(*sources):
    queue = asyncio.Queue()

    async def pump(source):
        async for item in source:
            await queue.put(item)

    tasks = [asyncio.create_task(pump(s)) for s in sources]
    pending = asyncio.gather(*tasks)
    while not pending.done() or not queue.empty():
        while not queue.empty():
            yield queue.get_nowait()
        await asyncio.sleep(0)


async def left_open():
    async for v in ticker("left", 5):
        print(v)
        break
    print("broke out")


async def main():
    print([v async for v in ticker("a", 3)])
    print(sorted([v async for v in merge(ticker("m", 2), ticker("n", 2))]))
    async with contextlib.aclosing(ticker("c", 5)) as source:
        async for v in source:
            if v == "c1":
                break
    print("after aclosing")
    await left_open()
    for _ in range(3):
        await asyncio.sleep(0)

    async def set_and_read(value):
        before = var.get()
        var.set(value)
        await asyncio.sleep(0)
        return before, var.get()

    print(await asyncio.gather(set_and_read(1), set_and_read(2)), var.get())
    var.set("main")
    print(await asyncio.create_task(set_and_read(3)), var.get(), await set_and_read(4), var.get())
    context = contextvars.copy_context()
    print(await asyncio.create_task(set_and_read(5), context=context), context[var], var.get())
    asyncio.get_running_loop().call_soon(lambda: print("callback sees", var.get()))
    await asyncio.sleep(0)

    class Iter:
        def __init__(self):
            self.i = 0

        def __aiter__(self):
            return self

        async def __anext__(self):
            self.i += 1
            if self.i > 3:
                raise StopAsyncIteration
            await asyncio.sleep(0)
            return self.i

    print([x async for x in Iter()], {x: y async for x in Iter() for y in "z"}, [x async for x in Iter() if x % 2], sum([x async for x in Iter()]))
    print(await anext(Iter()), await asyncio.to_thread(lambda a, b=2: a + b, 1))
    result = await asyncio.get_running_loop().run_in_executor(None, sorted, [3, 1, 2])
    print(result)
    return "end"


print(asyncio.run(main()))
