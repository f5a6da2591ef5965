"""`_warnings`: actions, registries, stack levels, broken filters."""
import builtins, re
def print(*values):
    builtins.print(*(re.sub("0x[0-9a-f]+", "0xADDR", str(value)) for value in values))
import _warnings, warnings, sys
sys.stderr=sys.stdout
def t(f,*a,**k):
    try: print('R',f(*a,**k))
    except BaseException as e: print('E',type(e).__name__,e)
t(_warnings._filters_mutated_lock_held);t(_warnings._release_lock);t(_warnings._acquire_lock);t(_warnings._acquire_lock);t(_warnings._filters_mutated_lock_held);t(_warnings._release_lock);t(_warnings._release_lock);t(_warnings._release_lock)
w=warnings.warn
t(w);t(w,1,2);t(w,'a',int);t(w,'x',stacklevel='a');t(w,'x',skip_file_prefixes=['a']);t(w,'x',skip_file_prefixes=(1,));t(w,'x',UserWarning,1,None,());t(w,'x',foo=1); t(w,'x',1,1,1,1,1)
t(w,5);t(w,UserWarning('inst'),DeprecationWarning);t(w,'y',None);t(w,'z',stacklevel=100);t(w,'z2',stacklevel=-5)
print(__warningregistry__)
e=warnings.warn_explicit
t(e);t(e,'m',UserWarning,'f.py',5);t(e,'m',UserWarning,'f.py',5);t(e,'m',UserWarning,'f.py','x');t(e,'m',UserWarning,'',5);t(e,'m',int,'f',5);t(e,'m','a','f',5);t(e,'m',None,'f',5);t(e,'m',UserWarning,3,5);t(e,'m',UserWarning,'f',5,registry=5);t(e,'m',UserWarning,'f',5,registry={});t(e,'m',UserWarning,'f',5,'mod',None,5);t(e,'m',UserWarning,'f',5,'mod',None,{});t(e,UserWarning('q'),None,'f',5)
r={}
for action in ('once','module','default','always','all','error','ignore'):
    r={}
    with warnings.catch_warnings():
        warnings.simplefilter(action)
        print('==',action)
        for ln in (1,1,2): t(e,'m'+action,UserWarning,'ff.py',ln,'ff',r)
        t(e,'m'+action,UserWarning,'gg.py',1,'gg',{})
        print(r)
        t(e,'n'+action,UserWarning,'gg.py',1); t(e,'n'+action,UserWarning,'gg.py',1)
with warnings.catch_warnings(record=True) as log:
    warnings.simplefilter('always')
    w('one'); w('two',DeprecationWarning,source=5); e('three',UserWarning,'f',1,source=7)
print([(str(x.message),x.category.__name__,x.lineno,x.source) for x in log])
old=warnings.filters
warnings.filters=[1]; t(w,'bad1'); warnings.filters=[(1,2,3,4,5)];t(w,'bad2');warnings.filters=[('error','bad3',UserWarning,None,0)];t(w,'bad3');t(w,'bad4');warnings.filters=5;t(w,'bad5'); warnings.filters=[('error',None,5,None,0)];t(w,'bad6');warnings.filters=[('error',None,UserWarning,None,'x')];t(w,'bad7');warnings.filters=[(5,None,UserWarning,None,0)];t(w,'bad8')
warnings.filters=[];warnings.defaultaction='error';t(w,'bad9');warnings.defaultaction=5;t(w,'bad10');warnings.defaultaction='default'
warnings.filters=old
s=warnings._showwarnmsg; warnings._showwarnmsg=5; t(w,'shown');
del warnings._showwarnmsg; t(w,'shown2'); warnings._showwarnmsg=s
def f(): w('deep',stacklevel=2)
f(); f()
def g(): w('skip',skip_file_prefixes=(__file__,))
g()
class W(UserWarning):
    def __init__(self,*a): raise KeyError(1)
t(w,'x',W)
class W2(UserWarning):
    def __str__(self): return 'CUSTOM'
t(w,'x',W2); t(w,W2())
import gc
warnings.simplefilter('error')
try: w('trace')
except UserWarning as x:
    tb=x.__traceback__; print(tb.tb_next, tb.tb_lineno>0)
t(w,'a'*3,RuntimeWarning)
print(_warnings.filters is warnings.filters, _warnings._onceregistry is warnings.onceregistry, type(_warnings._warnings_context), warnings._warnings_context is _warnings._warnings_context)
