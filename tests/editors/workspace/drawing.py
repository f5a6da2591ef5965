"""Uses another file, for the editor tests."""

from geometry import Square, stretch_factor

first = Square(2)
factor = stretch_factor(3, 4)
text = first.describe()
