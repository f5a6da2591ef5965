"""Layouts of instances: slots in all combinations, bases written in C, several bases."""
import collections
import weakref


class Plain: pass
class Attributes:
    def __init__(self): self.x = self.y = 1
class Empty: __slots__ = ()
class One: __slots__ = ("a",)
class Text: __slots__ = "single"
class Two: __slots__ = ["b", "a"]
class Doubled: __slots__ = ("a", "a")
class Mapped: __slots__ = {"a": "documented", "b": None}
class Private: __slots__ = ("__secret", "_open", "__dunder__")
class WithDict: __slots__ = ("a", "__dict__")
class WithWeak: __slots__ = ("a", "__weakref__")
class WithBoth: __slots__ = ("__dict__", "a", "__weakref__")
class OnlyDict: __slots__ = ("__dict__",)
class OnlyWeak: __slots__ = ("__weakref__",)
class UnderOne(One): pass
class MoreOne(One): __slots__ = ("b", "c")
class SameOne(One): __slots__ = ()
class AgainOne(One): __slots__ = ("a",)
class DictOne(One): __slots__ = ("__dict__",)
class UnderDict(WithDict): pass
class UnderDictSlots(WithDict): __slots__ = ("z",)
class UnderPlain(Plain): __slots__ = ("z",)
class Late(MoreOne): pass
class Latest(Late): __slots__ = ("d",)

class Number(int): pass
class SlimNumber(int): __slots__ = ()
class Truth(bool): pass
class FatNumber(int): __slots__ = ("a",)
class Real(float): __slots__ = ("unit",)
class Pair(tuple): pass
class SlimPair(tuple): __slots__ = ()
class FatPair(tuple): __slots__ = ("a",)
class WeakPair(tuple): __slots__ = ("__weakref__",)
class Name(str): pass
class SlimName(str): __slots__ = ()
class FatName(str): __slots__ = ("a",)
class Raw(bytes): pass
class Buffer(bytearray): pass
class Table(dict): pass
class SlimTable(dict): __slots__ = ()
class FatTable(dict): __slots__ = ("a", "b")
class Row(list): pass
class SlimRow(list): __slots__ = ()
class Group(set): pass
class Frozen(frozenset): __slots__ = ()
class Wave(complex): pass
class Ring(collections.deque): pass
class Ordered(collections.OrderedDict): pass
class Default(collections.defaultdict): __slots__ = ("x",)
class Failure(Exception): pass
class SlimFailure(Exception): __slots__ = ()
class FatFailure(ValueError): __slots__ = ("code",)
class System(OSError): pass
class Missing(KeyError, AttributeError): pass
class Both(OSError, ValueError): pass
class Reference(weakref.ref): __slots__ = ()
class Lens(property): pass
class Meta(type): pass
class View(memoryview): pass

class Left: __slots__ = ("l",)
class Right: __slots__ = ("r",)
class Clash(Left, Right): pass
class Harmless(Left, Empty): pass
class Harmless2(Empty, Left): __slots__ = ()
class SlimBoth(Empty, Left): __slots__ = ("m",)
class DictFromSecond(One, Plain): __slots__ = ()
class DictFromSecond2(Empty, OnlyDict): __slots__ = ()
class WeakFromSecond(One, OnlyWeak): __slots__ = ()
class NumberAndText(int, str): pass
class NumberAndSlots(int, One): pass
class NumberAndPlain(int, Plain): __slots__ = ()
class FailureAndSlots(Exception, One): pass
class FailureAndPlain(Plain, Exception): pass
class TableAndMixin(Empty, dict): __slots__ = ()
class ErrorClash(OSError, SyntaxError): pass
class DictTwice(Plain): __slots__ = ("__dict__",)
class WeakTwice(Plain): __slots__ = ("__weakref__",)
class Repeated: __slots__ = ("__dict__", "__dict__")
class Conflict:
    __slots__ = ("a", "b")
    a = 1
class NoName: __slots__ = ("not a name",)
