"""`_csv`: options of dialects, reading, writing, and what they refuse."""
import builtins
import re


def print(*values):
    builtins.print(*(re.sub("0x[0-9a-f]+", "0xADDR", str(value)) for value in values))


import _csv
import io
import sys
R=type(_csv.reader([])); W=type(_csv.writer(io.StringIO()))
for t in (_csv.Dialect,R,W,_csv.Error):
    print('==',t, t.__module__, t.__basicsize__, hex(t.__flags__), t.__mro__)
    for k,v in t.__dict__.items():
        print('   ',k, type(v).__name__, repr(getattr(v,'__doc__',None)) if not isinstance(v,str) else v, repr(getattr(v,'__text_signature__',None)) )
def t(f,*a,**k):
    try: print('R',f(*a,**k))
    except BaseException as e: print('E',type(e).__name__,e)
t(_csv.reader); t(_csv.reader,1); t(_csv.reader,[],1); t(_csv.reader,[],'nope'); t(_csv.reader,[],foo=1); t(_csv.reader,[],1,2)
t(_csv.writer); t(_csv.writer,1);t(_csv.writer,1,2,3)
D=_csv.Dialect
for a in ['delimiter','doublequote','escapechar','lineterminator','quotechar','quoting','skipinitialspace','strict']:
    for v in (None,1,5,'','a','ab','\n','\r',' ',b'a',True,1.5,-1,10**10,[], '\0','é','"',','):
        try: d=D(**{a:v}); print(a,repr(v),'->',repr(getattr(d,a)))
        except BaseException as e: print(a,repr(v),'->',type(e).__name__,e)
d=D(); print([ (a,getattr(d,a)) for a in dir(d) if a[0]!='_'])
print(repr(d)[:22]); t(setattr,d,'delimiter','a'); t(delattr,d,'delimiter'); t(setattr,d,'quoting',1); t(D,1);t(D,d);t(D,d,delimiter=';');t(D,d,quoting=0); print(D(d) is d); t(D,1,2,3,4,5,6,7,8,9,10);t(D,'nope');t(D,None); t(D,delimiter='a',quotechar='a'); t(D,delimiter='"'); t(D,quotechar=None,quoting=1); t(D,quotechar=None); t(D,delimiter=' ',skipinitialspace=True);t(D,escapechar=' ',skipinitialspace=True);t(D,quotechar=' ',skipinitialspace=True);t(D,escapechar='"');t(D,escapechar=',');t(D,lineterminator='a');t(D,lineterminator='"'); t(D,lineterminator=',,'); t(D,escapechar='\n'); t(D,delimiter='a',lineterminator='a');t(D,quotechar='\n',lineterminator='\n')
import pickle,copy
t(pickle.dumps,d); t(copy.copy,d)
class X: delimiter='|'
print(D(X).delimiter, D(X()).delimiter)
t(_csv.register_dialect);t(_csv.register_dialect,'a');t(_csv.register_dialect,1);t(_csv.register_dialect,'b',X);t(_csv.register_dialect,'c',delimiter=';');t(_csv.register_dialect,'c',1,2);t(_csv.register_dialect,'d',foo=1)
t(_csv.list_dialects);t(_csv.get_dialect,'zz');t(_csv.get_dialect,'b');t(_csv.unregister_dialect,'zz');t(_csv.unregister_dialect,'b');t(_csv.unregister_dialect,[]);t(_csv.get_dialect,[]);t(_csv.get_dialect);t(_csv.get_dialect,1,2);t(_csv.list_dialects,1);t(_csv.register_dialect,'a','a','b')
t(_csv.field_size_limit);t(_csv.field_size_limit,10);t(_csv.field_size_limit,'a');t(_csv.field_size_limit,1.5);t(_csv.field_size_limit,10**30);t(_csv.field_size_limit,-1);t(_csv.field_size_limit,1,2);t(_csv.field_size_limit,new_limit=3);t(_csv.field_size_limit,True)
_csv.field_size_limit(131072)
def rd(lines,**k):
    try:
        r=_csv.reader(lines,**k)
        out=[]
        for row in r: out.append(row)
        print(lines,k,out,r.line_num)
    except BaseException as e: print(lines,k,'E',type(e).__name__,e,r.line_num, out)
rd(['a,b,c']);rd(['a,"b,c",d\r\n','']);rd(['"a""b",c']);rd(['"a\n','b",c']);rd(['a\n','b\r','c\r\n']);rd(['a\rb']);rd(['a\nb']);rd(['"a"b,c']);rd(['"a"b'],strict=True);rd(['"a'],strict=True);rd(['"a']);rd([''],);rd(['\n','','a']);rd(['a,']);rd([',']);rd([' a, b'],skipinitialspace=True);rd([' "a", "b"'],skipinitialspace=True);rd([' "a", "b"']);
rd(["a\\,b,c"],escapechar='\\');rd(["a\\"],escapechar='\\');rd(["a\\"],escapechar='\\',strict=True);rd(['"a\\"b"'],escapechar='\\');rd(['"a\\"b","c"'],escapechar='\\',doublequote=False);rd(['"a""b"'],doublequote=False);
rd(['1,2.5,"3",x'],quoting=2);rd(['1,"2",,""'],quoting=2);rd(['1,"2",,"",x'],quoting=4);rd(['1,"2",,""'],quoting=5);rd(['1,"2",a"b'],quoting=3);rd(['1,"2",,"",x'],quoting=1)
rd(['1e5, 2'],quoting=2,skipinitialspace=True)
rd([b'a,b']);rd([1]);rd(['a\0b']);rd(['"a\0",b']);rd(['a;b'],delimiter=';');rd(["'a,b',c"],quotechar="'");rd(['a"b"c']);rd(['a,b"c']);rd(['"a" ,b']);rd(['"a" ,b'],strict=True);rd(['a' * 5]);rd(['"x\r\ny"']);rd(['"x\r','\ny"'])
rd(['"a','\n','\n','b"']); rd(['a\\\nb,c','d'],escapechar='\\'); rd(['a\\','b'],escapechar='\\');rd(['a\\\n','b'],escapechar='\\');rd(['"a\\\n','b"'],escapechar='\\')
_csv.field_size_limit(3); rd(['abc,abcd']);rd(['abcd']);rd(['"abcd"']);rd(['abc,abc']); _csv.field_size_limit(131072)
r=_csv.reader(iter(['a,b','c']));t(next,r);print(r.line_num,r.dialect.delimiter,iter(r) is r);t(next,r);t(next,r);t(next,r);t(setattr,r,'line_num',1);t(setattr,r,'dialect',1)
def wr(rows,many=False,**k):
    s=io.StringIO()
    try:
        w=_csv.writer(s,**k)
        print([w.writerow(r) for r in rows] if not many else w.writerows(rows), k, repr(s.getvalue()))
    except BaseException as e: print(rows,k,'E',type(e).__name__,e, repr(s.getvalue()))
wr([['a','b,c','d"e',1,2.5,None,'',True,'x\ny','z\r']]);wr([[]]);wr([['']]);wr([[None]]);wr([['a']]);wr([['',None]]);wr([[' a','b ']]);wr([[' a','b ']],skipinitialspace=True)
for q in range(6): wr([['a',1,2.5,None,'',True,'x,y',"a'b",'"']],quoting=q);wr([['a',1,2.5,None,'',True,'x,y',"a'b",'"']],quoting=q,escapechar='\\');wr([[None]],quoting=q);wr([['']],quoting=q);wr([[]],quoting=q)
wr([['a"b','c\\d','e,f','g\nh']],escapechar='\\');wr([['a"b','c\\d','e,f','g\nh']],escapechar='\\',doublequote=False);wr([['a"b','c,d']],doublequote=False);wr([['a"b']],quoting=3);wr([['a,b']],quoting=3);wr([['a,b','c"d','e\\f','g\nh']],quoting=3,escapechar='\\');wr([['a,b','c"d']],quoting=3,quotechar=None,escapechar='\\');wr([['a"b','a,b']],quotechar=None,quoting=3)
wr([1]);wr(['abc']);wr([{'a':1}]);wr(1,True);wr([1],True);wr([['a'],['b']],True);wr([['a']],lineterminator='!');wr([['a!b']],lineterminator='!');wr([['a;b',5]],delimiter=';',lineterminator='')
wr([['a',float('inf'),10**20,1+2j,b'x',[1]]]);wr([['a b']],delimiter=' ');wr([['','a']],delimiter=' ');wr([['','a','']],delimiter=' ',skipinitialspace=True);wr([['']],delimiter=' ',skipinitialspace=True,quoting=3)
wr([['',' a']],delimiter=' ',skipinitialspace=True,quoting=3); wr([['a','b']],quoting=3,quotechar=None,delimiter='a')
class B:
    def __str__(self): raise KeyError(1)
wr([[B()]]); w=_csv.writer(io.StringIO()); t(w.writerow);t(w.writerow,1,2);t(w.writerows); print(w.dialect.quoting); t(w.writerows,None)
class F:
    write=5
t(_csv.writer,F())
class F:
    def write(self,x): return x
print(_csv.writer(F()).writerow([1,2]));print(_csv.writer(F(),'excel' if 0 else D(delimiter='|')).writerow(range(3)))
wr([['a','b\\']],escapechar='\\',quoting=1);wr([['a"']],quoting=1,doublequote=False);wr([['a"']],quoting=1,doublequote=False,escapechar='"' if 0 else '!')
wr([['\ud800é𝄞,']]);wr([['a\0b']])
import csv
print(csv.list_dialects(), _csv.get_dialect('excel').lineterminator, list(csv.DictReader(['a,b','1,2','3'])))
t(csv.Sniffer().sniff,'a;b;c\n1;2;3\n'); print(csv.Sniffer().has_header('a,b\n1,2\n3,4'))
class E2(csv.excel): delimiter='::'
t(E2); 
class E3(csv.Dialect): quoting=None
t(E3)
class E4(csv.Dialect): pass
t(E4)
