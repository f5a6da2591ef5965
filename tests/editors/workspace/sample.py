"""What the editor tests look at."""


class Shape:
    """A thing with an area."""

    __slots__ = ("side",)

    def __init__(self, side: float = 1.0) -> None:
        self.side = side

    def area(self, scale: int = 1, *, unit: str = "cm") -> float:
        """The area.

        In square units.
        """
        return self.side * self.side * scale


def numbers(limit):
    for number in range(limit):
        yield number * 2


def main():
    shape = Shape(3.0)
    total = shape.area(scale=2)
    for number in numbers(3):
        total += number
    print("total", total)


if __name__ == "__main__":
    main()
