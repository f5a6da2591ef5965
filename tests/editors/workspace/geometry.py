"""Shapes, for the editor tests."""


class Figure:
    """What all shapes have in common."""

    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name

    def describe(self):
        return f"{self.name}: {self.area()}"

    def area(self):
        return 0


class Square(Figure):
    __slots__ = ("side",)

    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        return self.side**2


def stretch_factor(width, height):
    if width > height:
        return width / height
    while height > 100:
        height -= 1
    return height / width
