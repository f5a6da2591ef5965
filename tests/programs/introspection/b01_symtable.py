"""`_symtable`: every kind of scope with its symbols and flags."""
import _symtable
def dump(t,out,d=0):
    out.append('%s%s %d %d %d %s %s'%(' '*d,t.name,t.type,t.lineno,t.nested,t.varnames,sorted(t.symbols.items())))
    for c in t.children: dump(c,out,d+1)
P1 = '''
def f(x:int,*a,y=1,**k):
  global g
  g=1
  def h(): nonlocal x; x=2
  return [i for i in a]
class C[T](B):
  z:int=1
  def m(self): return __class__, super()
type X[A:int]=list[A]
import os.path as p
y:int=5
'''
P3 = '''
x: int = 5
def f(a: q, b: (lambda: zz)) -> w:
    y: str = 1
    return [k for k in y]
class C:
    z: foo
    if x:
        w: bar = 3
    def m(self, p: [i for i in z]): pass
def g():
    n: uu = 1 if 0 else 2
'''
P4 = '''
class A[T: (int, str) = int](B[T]):
    __x: T
    def __m[U](self, x: U, *, k=1) -> T: return __class__
    type Q[V] = list[V] | T
    y = [__x for __x in z if T]
    g = (super for i in range(3))
def outer():
    a = 1
    class K:
        b = a
        def m(self):
            return a, b
        c = [a for _ in range(3)]
        d = lambda: (a, K)
    def inner():
        nonlocal a
        a = [x := i for i in range(3)]
        return {x: (lambda: x)() for x in y}
    return [lambda: i for i in range(a)], {k: v for k, v in z}, {s for s in inner()}
async def co(x):
    async for i in x: yield i
    async with x as y: pass
    return
match z:
    case [a, *b]: pass
    case {'k': c, **d}: pass
    case C(e, f=g) as h: pass
try: pass
except E as exc: pass
else: u = 1
finally: v = 2
for i, (j, k) in w: pass
else: l = 1
with o as p, q as r: s
del s
global gg
import a.b.c, d.e as f
from x import y as z, w
x.attr: int = 3
(par): str = 4
w: "str"
lambda a, /, b=c, *d, e=f, **g: h
f"{n!r:{m}}"
x[1:2, ...] = (yield_ for yield_ in b)
if (n := 10) > 5: print(n)
[y := 1 for _ in z]
def deco(): pass
@deco
class D(metaclass=M):
    @property
    def p(self): return self.__q
    global G
    G = 1
    nest = [[c for c in r] for r in G]
def h(x):
    def j():
        def k(): return x
        return k
    global zz
    def q():
        zz
    return [lambda: x for x in x]
'''
P2 = '''
from __future__ import annotations
x: int = 5
def f(a: q, b: (lambda: zz)) -> w:
    y: str = 1
    return [k for k in y]
class C:
    z: foo
    if x:
        w: bar = 3
    def m(self, p: [i for i in z]): pass
def g():
    n: uu = 1 if 0 else 2
'''
for program in (P1, P2, P3, P4):
    out = []
    dump(_symtable.symtable(program.strip() + "\n", "f", "exec"), out)
    print("\n".join(out))
entry = _symtable.symtable("x = [y for y in z]", "f", "exec")
print(type(entry), entry.type, entry.symbols, entry.varnames, entry.children, entry.nested, entry.lineno, entry.name)
print({n: getattr(_symtable, n) for n in dir(_symtable) if n.isupper()})


def t(*args):
    try:
        print(_symtable.symtable(*args).name)
    except Exception as error:
        print(type(error).__name__, error)


t(); t(1, 2, 3); t("1", "f", "foo"); t("1", "f", "eval"); t("1", "f", "single"); t(b"1", b"f", "exec"); t("1", 3, "exec")
t("x=", "f", "exec"); t("def f(a,a):0", "f", "exec"); t("def f(a): global a", "f", "exec"); t("return", "f", "exec"); t("a\0", "f", "exec")
