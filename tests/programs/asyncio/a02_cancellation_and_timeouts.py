import asyncio


async def sleeper(name, log, seconds=10):
    try:
        log.append(f"{name} starts")
        await asyncio.sleep(seconds)
        log.append(f"{name} ends")
        return name
    except asyncio.CancelledError as error:
        log.append(f"{name} cancelled {error.args}")
        raise
    finally:
        log.append(f"{name} finally")


async def stubborn(log):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log.append("refuses")
    return "stubborn result"


async def main():
    log = []
    task = asyncio.create_task(sleeper("a", log))
    await asyncio.sleep(0)
    print(task.cancel("message"), task.cancelling(), task.cancelled())
    try:
        await task
    except asyncio.CancelledError as error:
        print("cancelled", error.args, task.cancelled(), task.done())
    try:
        task.result()
    except asyncio.CancelledError as error:
        print("result raises", error.args)
    unstarted = asyncio.create_task(sleeper("never", log))
    unstarted.cancel()
    print(await asyncio.gather(unstarted, return_exceptions=True))
    s = asyncio.create_task(stubborn(log))
    await asyncio.sleep(0)
    s.cancel()
    print(await s, s.cancelled(), s.cancelling(), s.uncancel())
    try:
        await asyncio.wait_for(sleeper("w", log), 0.01)
    except TimeoutError as error:
        print("timeout", repr(error), repr(error.__cause__)[:16])
    print(await asyncio.wait_for(sleeper("quick", log, 0), 5))
    try:
        async with asyncio.timeout(0.01) as cm:
            await sleeper("t", log)
    except TimeoutError as error:
        print(repr(error), cm.expired())
    async with asyncio.timeout(None) as cm:
        print(cm.when(), cm.expired())
    async with asyncio.timeout(5) as cm:
        cm.reschedule(None)
        await asyncio.sleep(0)
    print("no timeout", cm.expired())
    shielded = asyncio.create_task(sleeper("inner", log, 0.1))
    try:
        await asyncio.wait_for(asyncio.shield(shielded), 0.001)
    except TimeoutError:
        print("outer timed out, inner", shielded.done())
    print(await shielded)

    async def cancels_self():
        asyncio.current_task().cancel("self")
        await asyncio.sleep(0)

    try:
        await cancels_self()
    except asyncio.CancelledError as error:
        print("self", error.args, asyncio.current_task().cancelling(), asyncio.current_task().uncancel())
    g = asyncio.gather(sleeper("g1", log), sleeper("g2", log))
    await asyncio.sleep(0)
    g.cancel()
    try:
        await g
    except asyncio.CancelledError:
        print("gather cancelled")
    print(*log, sep="\n")

    async def cleanup():
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0)
            print("cleanup with await")

    leftover = asyncio.create_task(cleanup())
    await asyncio.sleep(0)
    return "main returns with a task left"


print(asyncio.run(main()))
print(issubclass(asyncio.CancelledError, Exception), issubclass(asyncio.TimeoutError, OSError), asyncio.TimeoutError is TimeoutError)


async def uncaught():
    asyncio.current_task().cancel()
    await asyncio.sleep(0)


try:
    asyncio.run(uncaught())
except asyncio.CancelledError:
    print("run raised CancelledError")
