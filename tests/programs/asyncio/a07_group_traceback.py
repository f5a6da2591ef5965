import asyncio


async def fail(n):
    await asyncio.sleep(0)
    raise LookupError(f"task {n}")


async def main():
    async with asyncio.TaskGroup() as group:
        for n in range(2):
            group.create_task(fail(n))


def show(error, indent=0):
    print(" " * indent + repr(error))
    for child in getattr(error, "exceptions", ()):
        show(child, indent + 2)


try:
    asyncio.run(main())
except ExceptionGroup as group:
    show(group)
    group.add_note("a note")
    raise SystemExit(f"stopped: {group}")
