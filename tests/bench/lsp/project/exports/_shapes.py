"""Figures with corners."""


class Polygon:
    corners = 0

    def describe(self) -> str:
        return f"{type(self).__name__} with {self.corners} corners"


class Triangle(Polygon):
    corners = 3
