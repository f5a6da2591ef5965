async def f():
    return 1


async def g():
    return await f() + 1


try:
    g().send(None)
except StopIteration as e:
    print(e.value)
