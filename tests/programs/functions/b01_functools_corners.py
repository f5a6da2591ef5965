"""`_functools`: partial with placeholders, cmp_to_key, reduce, lru_cache, in every corner."""
import builtins
import re


def print(*values):
    builtins.print(*(re.sub("0x[0-9a-f]+", "0xADDR", str(value)) for value in values))


import _functools
from _functools import *
def t(f,*a,**k):
    try: print('R',f(*a,**k))
    except BaseException as e: print('E',type(e).__name__,e)
t(partial); t(partial,1); t(partial,a=1); t(partial,Placeholder); t(partial,print,Placeholder); t(partial,print,a=Placeholder)
t(partial,print,Placeholder,1)
p=partial(print,Placeholder,1, x=Placeholder) if 0 else None
f=lambda *a,**k:(a,k)
p=partial(f,Placeholder,1,Placeholder,2)
t(p,5);t(p);t(p,5,6);t(p,5,6,7,a=1); t(p,5,a=1)
q=partial(p,9); print(q.args,q.keywords,q.func); t(q,8)
q=partial(p,9,Placeholder,3); print(q.args) 
t(partial,p,Placeholder)
q=partial(partial(f,1,2,a=1),3,b=2,a=5); print(q)
print(p)
class P(partial): 
    pass
q=P(f,1,x=2); print(q, q.__dict__); q.z=1; print(q.__dict__,q.__reduce__())
r=P(q,2); print(r, r.func is f, r.func is q)
q2=partial(P(f,1),2);print(q2.func is f, q2)
s=partial(f,1); print(s.__dict__); s.a=1; print(s.__reduce__(), partial(s,2).func is f)
t(s.__setstate__,1);t(s.__setstate__,(1,));t(s.__setstate__,(1,2,3,4));t(s.__setstate__,(f,2,3,4));t(s.__setstate__,(f,(2,),3,4));t(s.__setstate__,(f,(2,),{},4));
t(s.__setstate__,(f,(2,Placeholder),{},None))
t(s.__setstate__,(f,(2,),None,None));print(s,s.__dict__)
t(s.__setstate__,(f,(2,),{'a':1},{'q':1}));print(s,s.__dict__)
t(setattr,s,'func',1);t(setattr,s,'args',1);t(delattr,s,'func')
t(setattr,s,'__dict__',1); t(delattr,s,'__dict__')
s.__setstate__((s,(),{},{})); print(s); 
s.__setstate__((f,(s,),{'a':s},{})); print(s); 
s.__setstate__((f,(),{},{}));
t(s,**{'a':1})
class C:
    m=partial(f,1)
    n=partial(f,Placeholder,2)
print(C().m(3)[0]); 
t(C().n)
print(C.m)
print(partial[int], partial.__class_getitem__)
print(hash(s)==object.__hash__(s), s==s)
t(reduce);t(reduce,f);t(reduce,f,1);t(reduce,f,[]);t(reduce,lambda a,b:a+b,[1,2,3],4);t(reduce,lambda a,b:a+b,[1,2,3],initial=4);t(reduce,lambda a,b:a+b,[],None);t(reduce,1,2,3,4);t(reduce,f,[1],foo=3);t(reduce,f,[1]);t(reduce,1,[1,2]);t(reduce,function=f,sequence=[])
import functools
print(functools.reduce.__text_signature__, functools.reduce.__doc__)
t(cmp_to_key);t(cmp_to_key,1,2);t(cmp_to_key,1,foo=2);t(cmp_to_key,mycmp=1)
K=cmp_to_key(lambda a,b:a-b); print(type(K)); t(K);t(K,1,2);t(K,foo=1);t(K,obj=3)
k=K(3); print(repr(k)[:40]); print(k.obj,K(1)<K(2),K(1)==K(1)); t(lambda:k<1);t(lambda:k==1);t(hash,k)
t(lambda:K.obj); t(k,4); print(cmp_to_key(1)); t(lambda:cmp_to_key(1)(2)<cmp_to_key(1)(3))
t(lambda:cmp_to_key(lambda a,b:'x')(2)<cmp_to_key(1)(3))
t(lambda: setattr(k,'obj',5)); t(lambda: delattr(k,'obj')); t(lambda: k.obj); t(lambda: k<k); t(lambda: K<K)
t(type(k)); 
P_=Placeholder; print(repr(P_), type(P_), type(P_)() is P_); t(type(P_),1); t(lambda:P_.x); t(lambda:setattr(P_,'x',1)); print(P_.__reduce__())
t(lambda: type('X',(type(P_),),{})); t(lambda: type('X',(type(k),),{})); t(lambda: type('X',(_functools._lru_cache_wrapper,),{}))
import pickle,copy
print(pickle.loads(pickle.dumps(P_)) is P_, copy.deepcopy(P_) is P_,bool(P_), pickle.dumps(partial(print,1)))
L=_functools._lru_cache_wrapper
t(L);t(L,f);t(L,f,1);t(L,f,1,2);t(L,f,1,2,3);t(L,1,1,1,1);t(L,f,'x',1,1)
l=L(f,2,False,functools._CacheInfo); print(l.cache_info(), l.cache_parameters if hasattr(l,'cache_parameters') else 'no', l.__dict__, repr(l)[:35])
t(l,[]);t(l,{},a=1);t(l,a=[]); l(1);l(1);l(2);l(3);l(1);print(l.cache_info(), l.cache_clear(),l.cache_info())
t(l.cache_info,1);t(l.cache_clear,1)
l=functools.lru_cache(maxsize=-5)(f);print(l.cache_info(), l.cache_parameters(), l.__wrapped__ is f, l.__name__)
l=functools.lru_cache(maxsize=None,typed=True)(f);l(1);l(1.0);l(True);l(a=1);l(a=1.0);l(1,2,a=3,b=4);print(l.cache_info(), l.cache_parameters(), l.__reduce__(), copy.copy(l) is l, copy.deepcopy(l) is l)
t(l,[]);t(l,{},a=1);t(l,a=[]);
l=functools.lru_cache(maxsize=0)(f);l(1);l(1);print(l.cache_info());t(l,[])
class M:
    @functools.lru_cache
    def m(self,x): return x
print(M().m(1), M.m, repr(M().m)[:60])
t(functools.lru_cache,'x');t(functools.lru_cache,3.0)

@functools.lru_cache(10)
def fib(n): return n if n<2 else fib(n-1)+fib(n-2)
print(fib(300),fib.cache_info())
def f(*a,**k): return a,k
s=partial(f,1); s.a=1; print(partial(s,2).func is f, partial(s).func is f, partial(s,2).func is s)
s=partial(f,1); s.__dict__; print(partial(s,2).func is f, partial(s).func is f)
class P(partial): pass
q=P(f,1); q.z=1; print(P(q,2).func is f,partial(q,2).func is f)
q=P(f,1); q.__dict__; print(P(q,2).func is f,partial(q,2).func is f, partial(q,2).func)
q=P(f,1); print(P(q,2).func is f,partial(q,2).func is f,partial(q,2).func)
q=P(f,1); print(q,partial(q,2).func is f,partial(q,2).func)
q=P(f,1); print(partial(q).func is f,partial(P(f)).func)
class P(partial):
    def __call__(self): return 1
q=P(f,1);print(P(q,2).func is f,partial(q,2).func is f)
class P(partial):
    __slots__=()
q=P(f,1);print(P(q,2).func is f,partial(q,2).func is f)
s=partial(f,1);print(P(s,2).func is f)
s.x=1;print(P(s,2).func is f)
