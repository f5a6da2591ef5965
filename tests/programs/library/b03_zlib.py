"""`zlib`: every function and object, dictionaries, limits, flushes and what they refuse."""
import builtins
import re


def print(*values):
    builtins.print(*(re.sub("0x[0-9a-f]+", "0xADDR", str(value)) for value in values))


import zlib
def t(f,*a,**k):
    try: print('R',f(*a,**k))
    except BaseException as e: print('E',type(e).__name__,e)
data=b'hello world '*20
c=zlib.compress(data)
t(zlib.decompress);t(zlib.decompress,c);t(zlib.decompress,c[:-1]);t(zlib.decompress,c[:5]);t(zlib.decompress,b'');t(zlib.decompress,b'abc');t(zlib.decompress,c,-15);t(zlib.decompress,c,47);t(zlib.decompress,c,0);t(zlib.decompress,c,99);t(zlib.decompress,c+b'x');t(zlib.decompress,c,bufsize=0);t(zlib.decompress,c,bufsize=-1);t(zlib.decompress,c,15,1);t(zlib.decompress,c[:-1]+b'\0');t(zlib.decompress,'a');t(zlib.decompress,c,bufsize='a'); t(zlib.decompress,zlib.compress(data,wbits=31),31);t(zlib.decompress,zlib.compress(data,wbits=31),47);t(zlib.decompress,zlib.compress(data,wbits=-9),-9)
t(zlib.crc32,b'abc');t(zlib.crc32,b'abc',5);t(zlib.crc32);t(zlib.crc32,'a');t(zlib.crc32,b'',-1);t(zlib.crc32,b'abc',2**40+3);t(zlib.adler32,b'abc');t(zlib.adler32,b'abc',0);t(zlib.adler32,b'abc',-1);t(zlib.adler32,b'abc',value=1);t(zlib.crc32,b'abc','x');t(zlib.crc32,b'a',1,2);t(zlib.crc32,b'abc',1.5);t(zlib.crc32,b'abc',10**30)
o=zlib.compressobj(); print(o); t(o.compress,data);t(o.flush);t(o.flush);t(o.compress,b'a');t(o.copy); 
o=zlib.compressobj(9,zlib.DEFLATED,-15,9,2,b'dict'); t(o.compress,b'dictdict');t(o.flush,zlib.Z_SYNC_FLUSH);t(o.compress,b'more');o2=o.copy();t(o.flush,zlib.Z_FULL_FLUSH);t(o.flush,0);t(o.flush,99);t(o.flush);t(o2.flush); t(o2.copy)
o=zlib.compressobj(zdict=b'hello'); z=o.compress(b'hello hello')+o.flush(); print(z)
d=zlib.decompressobj(zdict=b'hello'); t(d.decompress,z); d=zlib.decompressobj(); t(d.decompress,z); d=zlib.decompressobj(zdict=b'wrong'); t(d.decompress,z)
t(zlib.decompressobj,-15,b'hello'); t(zlib.decompressobj,zdict='a');t(zlib.decompressobj,zdict=5);t(zlib.decompressobj,99);t(zlib.compressobj,99);t(zlib.compressobj,zdict='a');t(zlib.compressobj,method=3);t(zlib.compressobj,1,2,3,4,5,6,7);t(zlib.compressobj,memLevel=0);t(zlib.compressobj,strategy=77);t(zlib.compressobj,foo=1);t(zlib.compressobj,level='a');t(zlib.decompressobj,'a');t(zlib.decompressobj,1,2,3); t(zlib.compressobj,wbits=8)
d=zlib.decompressobj(); t(d.decompress,c[:10]);t(d.decompress,c[10:]+b'tail');print(d.unused_data,d.unconsumed_tail,d.eof);t(d.decompress,b'more');print(d.unused_data);t(d.flush);t(d.copy)
d=zlib.decompressobj(); t(d.decompress,c,5);print(d.unconsumed_tail,d.eof,d.unused_data);t(d.decompress,d.unconsumed_tail,max_length=7);print(d.unconsumed_tail);d2=d.copy();print(d2.unconsumed_tail); t(d.flush);t(d2.flush,5);t(d2.flush,0);t(d2.flush,-1);print(d.eof,d2.eof,d.unused_data)
d=zlib.decompressobj(); t(d.decompress,c,-1);t(d.decompress);t(d.decompress,'a');t(d.decompress,b'a',b'b');t(d.decompress,data=b'');t(d.decompress,b'',max_length='a'); t(d.decompress,b'',5,6)
d=zlib.decompressobj();t(d.decompress,b'abc');t(d.decompress,c)
d=zlib.decompressobj();t(d.decompress,c[:-2]);t(d.flush);print(d.eof);t(setattr,d,'eof',1);t(setattr,d,'unused_data',1)
import copy,pickle
t(copy.copy,d);t(copy.deepcopy,zlib.compressobj());t(pickle.dumps,d);t(type(d)); t(type(zlib.compressobj()))
Z=zlib._ZlibDecompressor
z=Z(); print(z,z.needs_input,z.eof,z.unused_data);t(z.decompress,c[:6]);print(z.needs_input);t(z.decompress,c[6:]+b'abc',4);print(z.needs_input,z.eof,z.unused_data);t(z.decompress,b'',10);print(z.needs_input,z.eof,z.unused_data);t(z.decompress,b'',1000);print(z.needs_input,z.eof,z.unused_data);t(z.decompress,b'')
z=Z();t(z.decompress,b'bad');z=Z();t(z.decompress,c,0);print(z.needs_input);t(z.decompress,b'');print(z.eof); t(Z,99);t(Z,1,2,3);t(Z,zdict='x');t(Z,zdict=b'hello');t(Z,-15,b'hello');z=Z(wbits=31);t(z.decompress,zlib.compress(b'x'*100,wbits=31),max_length=50);t(z.decompress);t(z.decompress,'a')
t(copy.copy,z);t(pickle.dumps,z)
big=bytes(range(256))*5000
x=zlib.compress(big); print(len(x), zlib.decompress(x)==big); 
import random
r=random.Random(1); big=bytes(r.randrange(64) for _ in range(200000)); 
for l in range(-1,10): print(l,len(zlib.compress(big,l)),zlib.crc32(zlib.compress(big,l)))
d=zlib.decompressobj(); n=0
xs=zlib.compress(big)
out=b''
for i in range(0,len(xs),1000): out+=d.decompress(d.unconsumed_tail+xs[i:i+1000],300)
while d.unconsumed_tail: out+=d.decompress(d.unconsumed_tail,50000)
out+=d.flush(); print(out==big,d.eof,len(d.unused_data))
t(zlib.error,'x'); print(zlib.error.__mro__, issubclass(zlib.error,Exception))
try: raise zlib.error('a')
except zlib.error as e: print(repr(e), e.__dict__)
t(zlib.adler32_combine if hasattr(zlib,'adler32_combine') else len, 1,2,3)
import gzip,io,zipfile
print(gzip.decompress(gzip.compress(data,mtime=0))==data, gzip.compress(data,mtime=0))
b=io.BytesIO()
with zipfile.ZipFile(b,'w',zipfile.ZIP_DEFLATED) as zf: zf.writestr(zipfile.ZipInfo('a.txt'),data); zf.writestr(zipfile.ZipInfo('b.txt'),b'x'*1000,compress_type=8)
with zipfile.ZipFile(b) as zf: print(zf.namelist(),zf.read('a.txt')==data,zf.testzip(),[ (i.compress_size,i.file_size,i.CRC) for i in zf.infolist()])
with gzip.open(io.BytesIO(gzip.compress(data))) as f: print(f.read(10),f.readline(),f.tell(),f.seek(3),f.read(5))
c = zlib.compress(b"hello")
d=zlib.decompressobj(); d.decompress(c); print(d.flush())
try: print(d.flush())
except Exception as e: print(repr(e))
try: print(d.decompress(b'abc'))
except Exception as e: print(repr(e))
d=zlib.decompressobj(); d.decompress(c,2); 
d=zlib.decompressobj(); print(d.decompress(c[:4]+b'\xff'*10,1)) if 0 else None
bad=c[:3]+b'\xff'*3+c[6:]
d=zlib.decompressobj()
try: print(d.decompress(bad,1), d.unconsumed_tail)
except Exception as e: print(repr(e), d.unconsumed_tail)
try: print(d.flush())
except Exception as e: print(repr(e))
