"""What the package is made of."""

__all__ = ["Engine", "start", "SPEED"]

SPEED = 100


class Engine:
    """Makes things move."""

    def __init__(self, power: int = 5) -> None:
        self.power = power

    def run(self, speed: int = SPEED) -> str:
        return f"{speed * self.power}"


def start(engine: Engine | None = None) -> Engine:
    engine = engine or Engine()
    engine.run()
    return engine


def stop() -> None:
    """Not exported."""


def _hidden() -> int:
    return SPEED
