"""Uses the other modules, as a program would."""

import decorators
import plugins.alpha.tools
from exports import *
from exports import visible
from exports._impl import stop as halt
from inferred import Leaf, Node, make_adder
from metaclasses import Circle, Shape, Square
from plugins.alpha import tools as kit
from records import Color, Version


def main(arguments: list[str]) -> int:
    engine = start(Engine(power=3))
    print(engine.run(speed=20), engine.power, VERSION, visible())
    motor = Motor()
    print(motor.run(), shapes.Triangle().describe())
    print(kit.sharpen("knife", angle=15.0), plugins.alpha.tools.engine_of(4).power)
    halt()
    for shape in shapes_of(len(arguments)):
        print(shape.report(), shape.area())
    return decorators.fibonacci(len(arguments))


def shapes_of(count: int) -> list[Shape]:
    made: list[Shape] = []
    for index in range(count):
        made.append(Square(index) if index % 2 else Circle())
    return made


def tree() -> Node:
    root = Node("root")
    leaf = Leaf("leaf", parent=root)
    root.children.append(leaf)
    branch = root.add("branch")
    branch.add("twig")
    adder = make_adder(step=2)
    adder(1)
    return leaf.root()


def colors(version: Version) -> dict[str, Color]:
    newer = version.bump()
    print(newer.major, newer.label)
    return {color.pretty: color for color in Color}


if __name__ == "__main__":
    main([])
    tree()
    colors(Version(1))
