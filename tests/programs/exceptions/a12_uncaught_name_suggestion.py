import math


def area(radius):
    circumference = 2 * math.pi * radius
    return circumfrence * radius / 2


print(area(1))
