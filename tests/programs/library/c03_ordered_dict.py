"""OrderedDict: order, both ends, comparison, subclasses, views, iterators, errors."""
from collections import OrderedDict as O
import sys
def t(s):
    try: print(s, repr(eval(s)))
    except BaseException as e: print(s,type(e).__name__,e)
o=O(a=1,b=2,c=3)
for s in ('O()','O(1,2)','O([1])','O(5)','o','O([(1,2)],x=3)','o.move_to_end("a")','o','o.move_to_end("c",last=False)','o','o.move_to_end("z")','o.move_to_end()','o.popitem()','o.popitem(False)','O().popitem()','O().popitem(last=False)','o.pop("q")','o.pop("q",5)','o.pop("b")','o','o.setdefault("x")','o.setdefault("y",4)','o','o.update(1)','o.update(1,2)','o.update([(1,2)],z=3)','o','o.keys()','o.values()','o.items()','list(reversed(o))','list(reversed(o.items()))','list(reversed(o.values()))','type(o.keys()).__mro__','type(iter(o))','type(iter(o.items()))','type(reversed(o))','o.copy()','O.fromkeys("abc")','O.fromkeys("abc",1)','O.fromkeys(5)','o==O(reversed(list(o.items())))','o==dict(reversed(list(o.items())))','o|{"k":1}','{"k":1}|o','o|5','5|o','o<o','sys.getsizeof(O())','sys.getsizeof(o)','O.__basicsize__','o.__sizeof__()','O.__flags__&(1<<29)','O.__doc__','O.__module__','O.__mro__','o.clear()','o','hash(o)','o.__dict__','O.update','O.__init__','O.pop.__text_signature__', 'O.__eq__(o,1)','O.__lt__(o,o)','o.keys()&{1}','len(o.items())','iter(o).__reduce__()','iter(o.items()).__length_hint__()','O.__or__','o.__ior__(5)','O[int]',): t(s)
class S(O):
    def __setitem__(s,k,v): print('set',k); O.__setitem__(s,k,v)
    def __getitem__(s,k): print('get',k); return O.__getitem__(s,k)
    def __delitem__(s,k): print('del',k); O.__delitem__(s,k)
sub=S(a=1,b=2); t("sub"); t('sub.pop("a")'); t('sub.popitem()'); t('sub.setdefault("x",1)'); t('sub.setdefault("x",1)'); t('sub.copy()'); t('sub.update(q=1)'); t('sub|{"m":1}'); t('sub.move_to_end("x")'); t('sub.clear()'); t('S.fromkeys("ab")')
o=O(a=1,b=2,c=3)
def it(f):
    try:
        for i,k in enumerate(o): 
            f(k)
            if i>5: break
        print('done')
    except BaseException as e: print(type(e).__name__,e)
it(lambda k: o.__setitem__(k,1)); it(lambda k:o.__setitem__(k*2,1)); it(lambda k:o.pop(k)); it(lambda k:o.move_to_end(k))
o=O(a=1); o['self']=o; print(o); 
import copy,pickle; o=O(a=1); o.at=3; c=copy.copy(o); print(c,c.__dict__); d=pickle.loads(pickle.dumps(o)); print(d,d.__dict__,type(d))
x=iter(O(a=1,b=2)); next(x); print(x.__reduce__(), list(x))
o=O.fromkeys(range(5)); del o[2]; o[2]=1; print(list(o), list(reversed(o)))
