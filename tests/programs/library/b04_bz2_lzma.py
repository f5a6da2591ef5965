"""`_bz2` and `_lzma`: objects, filter chains, properties, what they refuse."""
import builtins, re
def print(*values):
    builtins.print(*(re.sub("0x[0-9a-f]+", "0xADDR", str(value)) for value in values))
import _bz2, _lzma, copy, pickle
def t(f,*a,**k):
    try: print('R',f(*a,**k))
    except BaseException as e: print('E',type(e).__name__,e)
data=b'hello world '*20
B=_bz2.BZ2Compressor; D=_bz2.BZ2Decompressor
t(B);t(B,0);t(B,10);t(B,'a');t(B,1,2);t(B,compresslevel=3)
b=B();t(b.compress,data);t(b.compress,'a');t(b.compress);z=b.flush();print(z);t(b.flush);t(b.compress,b'a')
b=B(1);print(b.compress(b'')+b.flush())
d=D(); print(d.needs_input,d.eof,d.unused_data); t(d.decompress,z);print(d.needs_input,d.eof,d.unused_data);t(d.decompress,b'')
d=D();t(d.decompress,z[:20]);print(d.needs_input);t(d.decompress,z[20:]+b'tail',5);print(d.needs_input,d.eof,d.unused_data);t(d.decompress,b'',0);t(d.decompress,b'');print(d.needs_input,d.eof,d.unused_data)
d=D();t(d.decompress,b'bad data here');t(d.decompress,z)
d=D();t(d.decompress,z[:-8]+b'\0'*8);d=D();t(d.decompress,'a');t(d.decompress);t(D,1);t(d.decompress,z,max_length=3);print(d.needs_input);t(d.decompress,b'x',1000);print(d.unused_data,d.eof);t(pickle.dumps,d);t(pickle.dumps,b);t(copy.copy,b);t(setattr,d,'eof',1)
L=_lzma
t(L.LZMACompressor);t(L.LZMACompressor,9);t(L.LZMACompressor,1,99);t(L.LZMACompressor,1,1,99);t(L.LZMACompressor,1,1,1,[]);t(L.LZMACompressor,3);t(L.LZMACompressor,2,1);t(L.LZMACompressor,2,0);t(L.LZMACompressor,3,1,None,[{'id':33}]);t(L.LZMACompressor,foo=1);t(L.LZMACompressor,'a');t(L.LZMACompressor,1,2,3,4,5)
def comp(*a,**k):
    try:
        c=L.LZMACompressor(*a,**k); return c.compress(data)+c.flush()
    except BaseException as e: return 'E %s %s'%(type(e).__name__,e)
for a in [dict(),dict(preset=0),dict(preset=9),dict(preset=6|L.PRESET_EXTREME),dict(check=0),dict(check=1),dict(check=10),dict(format=2),dict(format=2,preset=1),dict(filters=[{'id':33}]),dict(filters=[{'id':33,'preset':2,'lc':0,'lp':1,'pb':0}]),dict(filters=[{'id':3,'dist':4},{'id':33}]),dict(filters=[{'id':3},{'id':33}]),dict(filters=[{'id':4},{'id':33}]),dict(filters=[{'id':4,'start_offset':16},{'id':33}]),dict(format=3,filters=[{'id':33}]),dict(format=3,filters=[{'id':L.FILTER_LZMA1}]),dict(format=2,filters=[{'id':L.FILTER_LZMA1}]),dict(format=2,filters=[{'id':33}]),
 dict(filters=[{'id':33,'foo':1}]),dict(filters=[{}]),dict(filters=[1]),dict(filters=1),dict(filters=[]),dict(filters=[{'id':'x'}]),dict(filters=[{'id':77}]),dict(filters=[{'id':3,'dist':0},{'id':33}]),dict(filters=[{'id':3,'dist':257},{'id':33}]),dict(filters=[{'id':3}]),dict(filters=[{'id':33}]*5),dict(filters=[{'id':33,'dict_size':1}]),dict(filters=[{'id':33,'dict_size':-1}]),dict(filters=[{'id':33,'preset':99}]),dict(filters=[{'id':33,'mode':1,'mf':3,'nice_len':32,'depth':5,'dict_size':4096}]),dict(filters=[{'id':33,'mf':99}]),dict(filters=[{'id':33,'mode':9}]),dict(filters=[{'id':33,'lc':9}]),dict(filters=[{'id':3,'dist':'a'},{'id':33}]),dict(filters=[{'id':3,'zz':1},{'id':33}]),dict(filters=[{'id':4,'zz':1},{'id':33}]),dict(filters=[{'id':33,'nice_len':1}]), dict(filters=({'id':33},)), dict(preset='a'), dict(preset=-1),dict(check='x'),dict(check=3),dict(preset=None,filters=None),dict(filters=[{'id':5},{'id':33}]),dict(filters=[{'id':6},{'id':33}]),dict(filters=[{'id':7},{'id':8},{'id':9},{'id':33}]),dict(filters=[{'id':33},{'id':33}])]:
    print(a,comp(**a))
z=comp(); c=L.LZMACompressor(); t(c.compress);t(c.compress,'a');t(c.flush);t(c.flush);t(c.compress,b'');t(pickle.dumps,c)
X=L.LZMADecompressor
d=X(); print(d.check,d.eof,d.needs_input,d.unused_data);t(d.decompress,z[:10]);print(d.check);t(d.decompress,z[10:20]);print(d.check,d.needs_input);t(d.decompress,z[20:]+b'tail',5);print(d.needs_input,d.eof,d.unused_data);t(d.decompress,b'',10);print(d.needs_input,d.eof,d.unused_data);t(d.decompress,b'');print(d.needs_input,d.eof,d.unused_data);t(d.decompress,b'')
for a,kw in [(b'bad data here...........',{}),(z[:-5]+b'\0'*5,{}),(z,dict(format=2)),(comp(format=2),dict(format=1)),(comp(format=2),dict(format=2)),(comp(format=2),{}),(z,dict(memlimit=100)),(comp(check=0),{}),(comp(check=10),{}),(comp(format=3,filters=[{'id':33}]),dict(format=3,filters=[{'id':33}])),(z,dict(format=3)),(z,dict(format=3,memlimit=5,filters=[{'id':33}])),(z,dict(filters=[{'id':33}])),(z,dict(format=9)),(z,dict(format='a')),(z,dict(memlimit='a')),(z,dict(memlimit=-1)),(z,dict(format=1,memlimit=10**9)),(comp(filters=[{'id':3,'dist':4},{'id':33}]),{}),(comp(format=3,filters=[{'id':L.FILTER_LZMA1}]),dict(format=3,filters=[{'id':L.FILTER_LZMA1}])),(comp(format=3,filters=[{'id':33}]),dict(format=3,filters=[{'id':33,'dict_size':4096}])),(z,dict(foo=1)),(b'\xfd7zXZ\0\0\x02aaaaaaaaaaaaaaa',{}),(z[:6]+b'\1'+z[7:],{}),(b'\xff'*30,dict(format=3,filters=[{'id':33}])) ]:
    try:
        d=X(**kw); print(kw,d.decompress(a)==data,d.check,d.eof,d.needs_input,d.unused_data)
    except BaseException as e: print(kw,'E',type(e).__name__,e)
for i in range(18): t(L.is_check_supported,i)
t(L.is_check_supported,-1);t(L.is_check_supported,'a');t(L.is_check_supported)
for f in [{'id':33},{'id':33,'dict_size':4096},{'id':L.FILTER_LZMA1},{'id':L.FILTER_LZMA1,'lc':1,'lp':2,'pb':1},{'id':3},{'id':3,'dist':5},{'id':4},{'id':4,'start_offset':16},{},1,{'id':99},{'id':7,'start_offset':3}]: t(L._encode_filter_properties,f)
for i,p in [(33,b'\x16'),(33,b'\x00'),(33,b''),(33,b'\xff'),(L.FILTER_LZMA1,b'\x5d\0\0\x80\0'),(L.FILTER_LZMA1,b'abc'),(3,b'\x04'),(3,b''),(4,b''),(4,b'\x10\0\0\0'),(4,b'a'),(99,b''),(7,b'\x04\0\0\0')]: t(L._decode_filter_properties,i,p)
t(L._decode_filter_properties,'a',b''); t(L._decode_filter_properties,3,'a'); t(L._decode_filter_properties,3)
import lzma,bz2,io
print(lzma.decompress(lzma.compress(data))==data,bz2.decompress(bz2.compress(data)*2)==data*2)
t(lzma.decompress,b'');t(bz2.decompress,b'');t(bz2.decompress,b'abc');t(lzma.decompress,z[:-3]);t(bz2.decompress,bz2.compress(b'a')[:-3])
with lzma.open(io.BytesIO(z)) as f: print(f.read(5),f.readline(),f.seek(3),f.read(4))
big=bytes(i*i%251 for i in range(300000))
import zlib
print(len(lzma.compress(big)),zlib.crc32(lzma.compress(big)),len(bz2.compress(big)),zlib.crc32(bz2.compress(big)))
try: raise L.LZMAError('x')
except L.LZMAError as e: print(repr(e))
