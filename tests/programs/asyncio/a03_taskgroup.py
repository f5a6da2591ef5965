import asyncio


async def ok(name, n=1):
    for _ in range(n):
        await asyncio.sleep(0)
    print("ok", name)
    return name


async def boom(error, n=1):
    for _ in range(n):
        await asyncio.sleep(0)
    raise error


async def forever(name):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def main():
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(ok("a"))
        b = tg.create_task(ok("b", 3), name="bee")
    print(a.result(), b.result(), b.get_name())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(forever("f1"))
            tg.create_task(boom(ValueError("one")))
            tg.create_task(boom(TypeError("two")))
            await forever("body")
    except* ValueError as group:
        print("values", group.exceptions, group.message)
    except* TypeError as group:
        print("types", group.exceptions)
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(forever("f2"))
            await asyncio.sleep(0)
            raise KeyError("from body")
    except BaseExceptionGroup as group:
        print(repr(group))
    try:
        async with asyncio.TaskGroup() as outer:
            async with asyncio.TaskGroup() as inner:
                inner.create_task(boom(OSError("deep")))
                outer.create_task(forever("outer task"))
    except ExceptionGroup as group:
        print(repr(group), group.split(OSError)[1])
    for bad in (lambda: tg.create_task(ok("late")), lambda: asyncio.TaskGroup().create_task(ok("unentered"))):
        try:
            bad()
        except RuntimeError as error:
            print(str(error).split("<")[0], "|", str(error).split(">")[-1])
    async with asyncio.TaskGroup() as tg:
        async def spawner(depth):
            print("spawn", depth)
            if depth:
                tg.create_task(spawner(depth - 1))
                tg.create_task(ok(f"leaf {depth}"))

        tg.create_task(spawner(2))

    async def terminate():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(forever("f3"))
            tg.create_task(ok("quick"))
            await asyncio.sleep(100)

    task = asyncio.create_task(terminate())
    for _ in range(3):
        await asyncio.sleep(0)
    task.cancel("outside")
    try:
        await task
    except asyncio.CancelledError as error:
        print("outer cancel", error.args)
    try:
        async with asyncio.timeout(0.01):
            async with asyncio.TaskGroup() as tg:
                tg.create_task(forever("f4"))
    except TimeoutError:
        print("timed out around the group")
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(boom(SystemExit(3)))
    except BaseException as error:
        print(type(error).__name__, error)


try:
    asyncio.run(main())
except SystemExit as error:
    print("exit", error.code)
