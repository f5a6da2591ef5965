"""`_csv`: odd lines and rows, base dialects, errors of iterators."""
import builtins
import re


def print(*values):
    builtins.print(*(re.sub("0x[0-9a-f]+", "0xADDR", str(value)) for value in values))


import _csv
for n in ('field_size_limit','reader','register_dialect','writer'):
    o=getattr(_csv,n); print(n,o.__doc__,'|',o.__text_signature__)
print(_csv.Dialect.__doc__)
def t(f,*a,**k):
    try: print('R',f(*a,**k))
    except BaseException as e: print('E',type(e).__name__,e)
t(_csv.Dialect().__reduce__); t(_csv.Dialect().__reduce_ex__,4)
class X: quoting=7
t(_csv.Dialect,X)
class X: delimiter=None; lineterminator=None; quoting=None
t(_csv.Dialect,X)
class X:
    @property
    def delimiter(self): raise KeyError(1)
t(_csv.Dialect,X())
def rd(lines,**k):
    out=[]
    try:
        r=_csv.reader(lines,**k)
        for row in r: out.append(row)
        print(lines,k,out,r.line_num)
    except BaseException as e: print(lines,k,'E',type(e).__name__,e,r.line_num, out)
rd([' '],skipinitialspace=True);rd(['  "a" '],skipinitialspace=True);rd(['a, ,b'],skipinitialspace=True); rd([' ,"",'],skipinitialspace=True,quoting=5);rd([' ,"",'],quoting=4)
rd(['!a,!'],escapechar='!');rd(['"a!'],escapechar='!');rd(['"a!','b"'],escapechar='!');rd(['a!\r','b'],escapechar='!');rd(['a!\r\n','b'],escapechar='!');rd(['"a!\r\n','b"'],escapechar='!');rd(['!\n!\n'],escapechar='!');rd(['!\nx\n'],escapechar='!')
rd(['"a"!,b"'],escapechar='!');rd(['"a"!,b'],escapechar='!');rd(['"a" b'],quoting=3);rd(['"a"b'],quotechar=None);rd(['"a"b'],quotechar=None,quoting=3)
rd(['1,"2'],quoting=2);rd(['!1,2'],quoting=2,escapechar='!'); rd([' 1 ,2'],quoting=2);rd(['"1"2,2'],quoting=2)
rd(['a"\n','b']);rd(['"a"\r\n','b']);rd(['"a"\r','b']);rd(['a\r\n\r\n','b']);rd(['a\r\r','b']);rd(['\r\n\r\n']);rd(['\r\rb']);rd(['a\n\n'])
rd(['"a"\rb'])
rd(['"a','b','c'],strict=True);rd(['"a','b','c']);rd(['a,"'],strict=False);rd(['a,""""']);rd(['a,"""']);
def gen():
    yield 'a,b'
    raise KeyError(2)
rd(gen()); 
def gen():
    yield '"a,b'
    raise KeyError(2)
rd(gen())
class S(str): pass
rd([S('a,b')]); print(type(next(_csv.reader([S('abc')]))[0]))
class D2(_csv.Dialect): pass
d=D2(delimiter=';'); print(type(d), _csv.reader([],d).dialect is d, type(_csv.Dialect(d)),_csv.Dialect(d) is d, D2(d) is d,type(D2(_csv.Dialect())))
r=_csv.reader(['a'])
t(r.__class__); t(_csv.Error('x'))
import gc; print(gc.is_tracked(r), gc.is_tracked(d))
_csv.field_size_limit(0); rd(['a']); rd([',']);_csv.field_size_limit(100)
import sys
t(_csv.reader,[],dialect='excel'); t(_csv.writer,sys.stdout,dialect='zz'); t(_csv.register_dialect,'k',dialect=d)
print(_csv._dialects)
t(_csv.writer(sys.stdout).writerow,['a'])
t(_csv.Dialect,delimiter=1,quoting='z',foo=1)
t(_csv.Dialect,**{'quotechar':None,'quoting':2}); t(_csv.Dialect,lineterminator=None); t(_csv.Dialect,quotechar='',quoting=0)
import io
def wr(rows,many=False,**k):
    s=io.StringIO()
    try:
        w=_csv.writer(s,**k)
        print([w.writerow(r) for r in rows] if not many else w.writerows(rows), k, repr(s.getvalue()))
    except BaseException as e: print(rows,k,'E',type(e).__name__,e, repr(s.getvalue()))
wr([['a"']],quoting=0,escapechar='"' if 0 else '!');wr([['!']],escapechar='!');wr([['!'],['!,']],escapechar='!',quoting=3);wr([['!']],escapechar='!',quoting=1);wr([['!"']],escapechar='!',quoting=1,doublequote=False);wr([['!"']],escapechar='!',quoting=1)
wr([['"']],doublequote=False,escapechar='!');wr([["'"]],quotechar="'");wr([["'"]],quotechar="'",doublequote=False)
wr([['\r'],['\n'],['a b'],['\r\n']],lineterminator=';');wr([['a\rb','\n']],quoting=3,escapechar='!');wr([['a\rb','\n']],quoting=3,escapechar='!',lineterminator=';')
wr([['a','']],quoting=3);wr([['a',None,5.0]],quoting=3);wr([['',' ']],delimiter=' ',quoting=3);wr([['a;b']],lineterminator=';',quoting=3,escapechar='!')
wr([[5],[True],['a',1.5]],quoting=4); wr([(x for x in 'ab')]); wr([['x',None]],quoting=4);wr([[None,None]],quoting=5)
class Fl(float):
    def __repr__(self): return 'R'
    def __str__(self): return 'S'
wr([[Fl(1.0), 1e100, 0.1, -0.0, 10**30]]) ; wr([[Fl(1.0)]],quoting=2)
def g():
    yield 1
    raise KeyError(3)
wr([g()]); wr(g(),True)
