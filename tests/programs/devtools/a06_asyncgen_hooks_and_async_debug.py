import asyncio
import inspect
import sys
import traceback

events = []


async def agen(name):
    try:
        yield 1
        yield 2
    finally:
        events.append(f"{name} finally")


old = sys.get_asyncgen_hooks()
sys.set_asyncgen_hooks(firstiter=lambda g: events.append(f"first {g.__name__}"), finalizer=lambda g: events.append(f"finalizer {g.__name__}"))
print(old, sys.get_asyncgen_hooks().firstiter is not None)
g = agen("g")
step = g.__anext__()
try:
    step.send(None)
except StopIteration as stop:
    print(stop.value)
del step
del g
print(events)
sys.set_asyncgen_hooks(*old)
for bad in (lambda: sys.set_asyncgen_hooks(firstiter=5), lambda: sys.set_asyncgen_hooks(finalizer="x")):
    try:
        bad()
    except TypeError as error:
        print(error)


async def level3(event):
    await event.wait()


async def level2(event):
    await level3(event)


async def level1(event):
    await level2(event)


async def main():
    event = asyncio.Event()
    task = asyncio.create_task(level1(event), name="inspected")
    await asyncio.sleep(0)
    print([f.f_code.co_name for f in task.get_stack()], task.get_coro().__name__, task.get_coro().cr_await.__name__, inspect.getcoroutinestate(task.get_coro()))
    chain, c = [], task.get_coro()
    while c is not None:
        chain.append((getattr(c, "__qualname__", type(c).__name__), c.cr_frame.f_lineno - main.__code__.co_firstlineno if hasattr(c, "cr_frame") and c.cr_frame else None))
        c = getattr(c, "cr_await", None) or getattr(c, "gi_yieldfrom", None)
    print([name for name, _ in chain])
    print(repr(task).split(" coro")[0], sorted(t.get_name() for t in asyncio.all_tasks())[-1])
    task.print_stack(file=sys.stdout)
    import io

    out = io.StringIO()
    asyncio.print_call_graph(task, file=out)
    print([line.strip().split("| ")[-1].split("(")[0] for line in out.getvalue().splitlines()][:6])
    graph = asyncio.capture_call_graph(task)
    print(graph.future is task, [e.frame.f_code.co_name for e in graph.call_stack], graph.awaited_by)
    event.set()
    await task
    loop = asyncio.get_running_loop()
    handled = []
    loop.set_exception_handler(lambda l, context: handled.append((context["message"], repr(context.get("exception")))))
    loop.call_soon(lambda: 1 / 0)

    async def fails():
        raise ValueError("never retrieved")

    t = asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del t
    import gc

    gc.collect()
    print(handled)
    print(loop.get_debug(), loop.is_running(), type(loop).__name__, asyncio.iscoroutine(main), asyncio.isfuture(task), inspect.iscoroutinefunction(main))

    async def eager():
        events.append("ran eagerly")
        return 5

    e = asyncio.Task(eager(), loop=loop, eager_start=True)
    print(events[-1], e.done(), e.result())
    loop.set_task_factory(asyncio.eager_task_factory)
    e2 = asyncio.create_task(eager())
    print(e2.done())
    loop.set_task_factory(None)

    def protocol():
        class P(asyncio.Protocol):
            def connection_made(self, transport):
                self.transport = transport

            def data_received(self, data):
                self.transport.write(data.upper())
                self.transport.close()

        return P()

    server = await loop.create_server(protocol, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"echo me")
    print(await reader.read(), reader.at_eof())
    writer.close()
    server.close()
    await server.wait_closed()
    process = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    print(await process.communicate(b"through cat"), process.returncode)


asyncio.run(main())
