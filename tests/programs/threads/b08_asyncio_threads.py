"""asyncio and threads: to_thread, executors, call_soon_threadsafe, run_coroutine_threadsafe."""
import asyncio
import contextvars
import threading
import time

variable = contextvars.ContextVar("variable", default="none")


def blocking(number):
    time.sleep(0.005)
    return number * 2, variable.get(), threading.current_thread() is threading.main_thread()


async def ticker(log):
    try:
        while True:
            log.append("tick")
            await asyncio.sleep(0.001)
    except asyncio.CancelledError:
        log.append("stopped")


async def main():
    variable.set("of main")
    log = []
    task = asyncio.create_task(ticker(log))
    print(await asyncio.to_thread(blocking, 21))
    print(await asyncio.gather(*(asyncio.to_thread(blocking, n) for n in range(3))))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    print(len(log) > 2, log[-1])
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, blocking, 1))
    try:
        await asyncio.to_thread(int, "x")
    except ValueError as error:
        print(error)

    # From a thread into the loop
    future = loop.create_future()
    threading.Thread(target=lambda: loop.call_soon_threadsafe(future.set_result, "from a thread")).start()
    print(await future)

    async def add(a, b):
        await asyncio.sleep(0.001)
        return a + b

    def outside():
        return asyncio.run_coroutine_threadsafe(add(2, 3), loop).result(timeout=5)

    print(await asyncio.to_thread(outside))
    infos = await loop.getaddrinfo("127.0.0.1", 80, type=1)
    print(infos[0][4])


asyncio.run(main())

# A loop of its own in every thread
results = {}


def own_loop(number):
    async def work():
        await asyncio.sleep(0.002 * number)
        return number

    results[number] = asyncio.run(work())


threads = [threading.Thread(target=own_loop, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results.items()))

# Contexts are each thread's own.
def change():
    before = variable.get()
    variable.set("changed")
    return before, variable.get()


seen = []
variable.set("outer")
for context in (contextvars.Context(), contextvars.copy_context()):
    thread = threading.Thread(target=lambda: seen.append(change()), context=context)
    thread.start()
    thread.join()
    seen.append(context[variable])
print(seen, variable.get())
