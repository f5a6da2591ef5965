"""Classes at their edges: layouts that fit, borrowed __new__, odd MROs, foreign __dict__, keys that are no texts."""
import warnings
warnings.simplefilter('always')
X=type('MyClass',(),{1:2})
X=type('MyClass',(),{'1':2})
class B: pass
class M(type):
    def mro(cls):
        del M.mro
        return (B,)
try:
    class A(metaclass=M): pass
except TypeError as e: print(e)
class L:
    __new__=list.__new__
try: L()
except TypeError as e: print(e)
class Evil(str):
    def __str__(self):
        e.object=None
        return self
class Evil2(str):
    def __str__(self):
        del e.object
        return self
for E in Evil,Evil2:
  for x in (lambda: UnicodeEncodeError(E("utf-8"), "x", 0, 1, "r"),lambda: UnicodeDecodeError("utf-8", b"x", 0, 1, E("r")),lambda: UnicodeTranslateError("x", 0, 1, E("r"))):
    e=x()
    try: print(str(e))
    except TypeError as z: print(z)
e = UnicodeEncodeError("utf-8", "x", 0, 1, "r")
del e.object
try: print(str(e), 1)
except TypeError as z: print(z)
try:
    del e.reason
    print(repr(str(e)))
except TypeError as z: print(z)
e = UnicodeEncodeError.__new__(UnicodeEncodeError); print(repr(str(e)))
e = UnicodeEncodeError("utf-8", "x", 0, 1, "r")
try: e.encoding=5; print(str(e))
except TypeError as z: print(z)
e = UnicodeEncodeError("utf-8", "x", 0, 1, "r")
try: e.reason=5; print(str(e))
except TypeError as z: print(z)
class Base: pass
class Meta1(type, Base): pass
class D(metaclass=Meta1): pass
d=Base.__dict__['__dict__']
try: print(d.__get__(D))
except Exception as z: print(z)
try: d.__set__(D,{})
except Exception as z: print(type(z),z)
try: d.__delete__(D)
except Exception as z: print(type(z),z)
import types
class Mo(types.ModuleType,Base): pass
m=Mo('x')
try: print(d.__get__(m) is m.__dict__)
except Exception as z: print(z)
try: d.__set__(m,{})
except Exception as z: print(type(z),z)
class L:
    __new__=list.__new__
try: print(type(L()).__name__)
except TypeError as e: print(e)
class L(object):
    __new__=list.__new__
try: print(type(L()).__name__)
except TypeError as e: print(e)
class L(list):
    __new__=object.__new__
try: print(type(L()).__name__)
except TypeError as e: print(e)
class L(int):
    __new__=float.__new__
try: print(type(L()).__name__)
except TypeError as e: print(e)
class G: __slots__=("a","b")
class H: __slots__=("b","a")
class I(object): __slots__ = ["a", "b"]
class L(H): __slots__=["e"]
class M(I): __slots__=["e"]
class J(object): __slots__ = ["c", "b"]
class K(object): __slots__ = ["a", "b", "d"]
class N(J): __slots__ = ["__weakref__"]
class P(J): __slots__ = ["__dict__"]
class Q(J): pass
class R(J): __slots__ = ["__dict__", "__weakref__"]
class Int(int): __slots__=[]
A= (G,H,I,J,K,L,M,N,P,Q,R,Int,list)
for a in A:
    r=''
    for b in A:
        x=a()
        try: x.__class__=b; r+='Y'
        except TypeError as e: r+='n'
    print(a.__name__,r)


class Key:
    """Equal to no text, and tidies up when it is asked."""

    def __hash__(self):
        return hash("attr")

    def __eq__(self, other):
        try:
            del Described.attr
        except AttributeError:
            pass
        return False


class Descriptor:
    def __get__(self, instance, owner=None):
        return 1


class Described:
    attr = Descriptor()


instance = Described()
instance.__dict__[Key()] = 0
print(instance.attr, hasattr(instance, "attr"))


class Failing:
    def fail(self):
        raise AttributeError("fail")
    __eq__ = property(fail)


print(Failing() == Failing(), Failing() == 1)


def cycle():
    try:
        raise ValueError(1)
    except ValueError as error:
        error.__context__ = error
        raise TypeError(2)


try:
    cycle()
except TypeError as error:
    print(repr(error.__context__), error.__context__.__context__ is error.__context__)


class Changing:
    def __del__(self):
        self.__class__ = Changed


class Changed:
    pass


for _ in range(3):
    Changing()


class Meta(type):
    def mro(cls):
        if ready:
            if cls.__name__ == "B1":
                B2.__bases__ = (B1,)
            if cls.__name__ == "B2":
                B1.__bases__ = (B2,)
        return type.mro(cls)


ready = False


class A(metaclass=Meta):
    pass


class B1(A):
    pass


class B2(A):
    pass


ready = True
try:
    B1.__bases__ += ()
except TypeError as error:
    print(error)
