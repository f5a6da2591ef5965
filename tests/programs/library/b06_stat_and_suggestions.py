"""`_stat` and `_suggestions`."""
import _stat,_suggestions
for m in (_stat,_suggestions):
  print(m.__doc__)
  for n in sorted(dir(m)):
    if n[:2]=='__': continue
    o=getattr(m,n); print(n, o if not callable(o) else (o.__text_signature__,o.__doc__))
def t(f,*a,**k):
    try: print('R',f(*a,**k))
    except BaseException as e: print('E',type(e).__name__,e)
t(_suggestions._generate_suggestions); t(_suggestions._generate_suggestions,['abc'],'abd');t(_suggestions._generate_suggestions,('abc',),'abd');t(_suggestions._generate_suggestions,[1],'abd');t(_suggestions._generate_suggestions,['abc'],5);t(_suggestions._generate_suggestions,['x'],'abd')
for m in (0o100644,0o40755,0o120777,0o104755,0o102755,0o41777,0o60600,0o20600,0o10600,0o140600,0,0o170000,0o1000,0o100000+0o7777): print(oct(m),_stat.filemode(m),_stat.S_IMODE(m),_stat.S_IFMT(m),[n for n in dir(_stat) if n.startswith('S_IS') and callable(getattr(_stat,n)) and getattr(_stat,n)(m)])
t(_stat.filemode,'a');t(_stat.S_ISDIR,-1);t(_stat.S_ISDIR,2**40);t(_stat.S_ISDIR);t(_stat.S_IMODE,2**32-1);t(_stat.filemode,2**33)
