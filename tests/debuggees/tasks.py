import asyncio
import functools


async def sleeper(seconds):
    await asyncio.sleep(seconds)


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **options):
        return function(*args, **options)

    return wrapper


@logged
def scale(length: float, /, factor: int = 2, *, unit: "str" = "cm") -> str:
    """Scales a length."""
    return f"{length * factor}{unit}"


async def main():
    task = asyncio.create_task(sleeper(60), name="nap")
    await asyncio.sleep(0)
    number = 7
    print("tasks", scale(2.0))  # @here
    task.cancel()


asyncio.run(main())
