"""A module in a namespace package: there is no __init__.py above it."""

from exports import Engine


def sharpen(blade: str, *, angle: float = 30.0) -> str:
    return f"{blade}@{angle}"


def engine_of(power: int) -> Engine:
    return Engine(power)
