import math
import sys
from math import sqrt, pi as PI
import collections.abc
import os.path as path

print(math.sqrt(16), sqrt(2), PI, math.floor(2.7), math.ceil(2.1), math.gcd(12, 18), math.factorial(10))
print(collections.abc.Iterable.__name__, isinstance([], collections.abc.Sequence), isinstance({}, collections.abc.Mapping))
print(path.join("a", "b"), path.basename("/x/y.txt"), path.splitext("f.tar.gz"), path.dirname("/x/y.txt"))
print(math.__name__, type(math).__name__, "math" in sys.modules, sys.modules["math"] is math)
print(__name__, hasattr(sys, "version_info"), sys.version_info[:2], sys.version_info >= (3, 14), sys.implementation.name != "")
try:
    import no_such_module
except ModuleNotFoundError as error:
    print(error, error.name)
try:
    from math import no_such_name
except ImportError as error:
    print(str(error).split(" (")[0], error.name)
try:
    import math.sub
except ModuleNotFoundError as error:
    print(error)
try:
    from . import sibling
except ImportError as error:
    print(error)


def local_import():
    from functools import reduce

    return reduce(lambda a, b: a * b, [1, 2, 3, 4])


print(local_import(), "reduce" in globals())
math.custom = 5
import math as again
print(again.custom, again is math)
try:
    math.missing
except AttributeError as error:
    print(error)
from collections import *
print(OrderedDict.__name__, Counter("abca").most_common(1))
print(__import__("operator").add(1, 2), __builtins__.len is len, __doc__, __spec__)
