"""A package that hands on what its modules define."""

from . import _shapes as shapes
from ._impl import *
from ._impl import _hidden as visible, Engine as Motor
from ._shapes import Polygon

__all__ = ["Engine", "Motor", "Polygon", "shapes", "start", "visible"]
__all__ += ["VERSION"]

VERSION = "1.0"
