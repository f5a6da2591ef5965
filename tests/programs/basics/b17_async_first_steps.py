import asyncio


async def value(n):
    await asyncio.sleep(0)
    return n * 2


async def main():
    print(await value(1))
    print(await asyncio.gather(value(1), value(2), value(3)))
    task = asyncio.create_task(value(10))
    print(task.done())
    print(await task, task.done(), task.result())

    async def ticker(n):
        for i in range(n):
            await asyncio.sleep(0)
            yield i

    async for i in ticker(3):
        print("tick", i)
    print([i async for i in ticker(4) if i % 2])

    class Manager:
        async def __aenter__(self):
            print("aenter")
            return self

        async def __aexit__(self, *args):
            print("aexit", args[0].__name__ if args[0] else None)

    async with Manager():
        print("inside")
    try:
        async with Manager():
            raise ValueError("oops")
    except ValueError as error:
        print(error)
    return "result"


print(asyncio.run(main()))
coroutine = value(1)
print(type(coroutine).__name__)
coroutine.close()
