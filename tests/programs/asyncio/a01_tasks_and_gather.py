import asyncio


async def work(name, steps, result=None):
    for i in range(steps):
        print(name, i)
        await asyncio.sleep(0)
    return result or name


async def fails(message):
    await asyncio.sleep(0)
    raise ValueError(message)


async def main():
    print(await asyncio.gather(work("a", 2), work("b", 3), work("c", 1)))
    print(await asyncio.gather(work("d", 1), fails("x"), return_exceptions=True))
    try:
        await asyncio.gather(work("e", 2), fails("y"))
    except ValueError as error:
        print("gather raised", error)
    await asyncio.sleep(0)
    task = asyncio.create_task(work("t", 2, "result"), name="named")
    print(task.get_name(), task.done(), task.cancelled(), asyncio.current_task().get_name().startswith("Task-"))
    for query in (task.result, task.exception):
        try:
            query()
        except asyncio.InvalidStateError as error:
            print(error)
    task.add_done_callback(lambda t: print("callback", t.get_name(), t.result()))
    print(await task)
    await asyncio.sleep(0)
    print(task.done(), task.result(), task.exception(), task.cancel(), len(asyncio.all_tasks()))
    bad = asyncio.create_task(fails("z"))
    done, pending = await asyncio.wait([bad])
    print(len(done), len(pending), repr(bad.exception()))
    first = asyncio.create_task(work("slow", 5))
    second = asyncio.create_task(work("fast", 1))
    done, pending = await asyncio.wait([first, second], return_when=asyncio.FIRST_COMPLETED)
    print([t.result() for t in done], len(pending))
    await first
    for next_done in asyncio.as_completed([work("x", 3), work("y", 1)]):
        print("completed", await next_done)
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, "from call_soon")
    print(await future)
    try:
        future.set_result(2)
    except asyncio.InvalidStateError as error:
        print("invalid", error)
    asyncio.get_running_loop().call_later(0.001, print, "later")
    await asyncio.sleep(0.01)
    loop = asyncio.get_running_loop()
    handle = loop.call_later(0.001, print, "never")
    handle.cancel()
    print(handle.cancelled(), await asyncio.ensure_future(work("ensured", 0)), await asyncio.sleep(0, "value"))
    return "main result"


print(asyncio.run(main()))


async def immediate():
    return 5


print(asyncio.run(immediate()))
for bad in (lambda: asyncio.run(5), lambda: asyncio.get_running_loop(), lambda: asyncio.current_task()):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
with asyncio.Runner() as runner:
    print(runner.run(immediate()), runner.run(work("runner", 1)))


async def nested():
    asyncio.run(immediate())


try:
    import warnings

    warnings.simplefilter("ignore")
    asyncio.run(nested())
except RuntimeError as error:
    print(error)
