"""`_lsprof.Profiler`: calls, recursion, callers, timers; what it refuses."""
import _lsprof
def t(f,*a,**k):
    try: print('R',f(*a,**k))
    except BaseException as e: print('E',type(e).__name__,e)
P=_lsprof.Profiler
p=P(); t(p.enable,1,2,3); t(p.disable); print(p.getstats())
p=P(); p.enable()
try: P().enable()
except ValueError as e: x=e
p.disable(); print(x)
t(P,1,2,3,4,5); t(P.__init__,p,'x')
p=P(lambda:1); p.enable(); len([]); p.disable(); print(sorted(p.getstats()))
n=[0]
def tm(): n[0]+=1; return n[0]
import math
p=P(tm,0.5); p.enable(); len([]);[].append(1); dict.fromkeys([1]); str.upper('a'); 'a'.upper(); [1].__len__(); sorted([1]); m=[].append; m(2); math.sqrt(4); int('5'); p.disable(); 
for e in sorted(p.getstats(),key=str): print(e)
print(p.clear(), p.getstats())
t(p.enable,foo=1); p.disable()
t(P, timeunit='a')
def f(n):
    if n: f(n-1)
    else: raise KeyError
def sub():
    try: f(2)
    except KeyError: pass
    len([]); list(g())
def g(): yield 1; yield 2
def run(*a,**k):
    p=P(*a); p.enable(**k); sub(); list(g()); p.disable()
    for e in sorted(p.getstats(),key=str): print(e[0] if isinstance(e[0],str) else e[0].co_name,e[1:3],sorted([(s[0] if isinstance(s[0],str) else s[0].co_name,)+s[1:3] for s in e[5] or []]))
run(); run(subcalls=False); run(builtins=False); run(tm,0.5)
import cProfile, pstats, io
pr=cProfile.Profile(); pr.runcall(sub); s=io.StringIO(); pstats.Stats(pr,stream=s).strip_dirs().sort_stats('calls','name').print_stats(); print('function calls' in s.getvalue(), '(sub)' in s.getvalue())
