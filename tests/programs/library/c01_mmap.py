"""Memory maps: as files, as sequences, modes, views, resizing, and what is refused."""
import mmap,tempfile,os,sys
def t(s,g=globals()):
    try: r=eval(s,g); print(s,'->',repr(r))
    except BaseException as e: print(s,'->',type(e).__name__,e)
f=tempfile.TemporaryFile(); f.write(b'hello\nworld\n'*1000); f.flush(); fd=f.fileno()
M=mmap.mmap
t('M()'); t('M(fd)'); t('M(fd,-1)'); t('M(fd,"a")'); t('M(fd,10,offset=-1)'); t('M(fd,10,flags=1,access=1)'); t('M(fd,10,access=99)'); t('M(fd,100000)'); t('M(fd,0,offset=20480)'); t('M(fd,10,offset=5)'); t('M(fd,10,offset=4096)');t('M(fd,2**70)'); t('M(99,10)'); t('M(-1,0)'); t('M(-1,10)'); t('M(fd,10,1,2,3,4,5,6,7)'); t('M(fd,10,bogus=1)'); t('M(length=10,fileno=-1)'); t('M(fd,10,trackfd=False)'); t('M(-1,4096,trackfd=False).size()')
e=tempfile.TemporaryFile(); t('M(e.fileno(),0)')
m=M(fd,0); t('m'); t('len(m)'); t('m[0]'); t('m[-1]'); t('m[20000]'); t('m["a"]'); t('m[1:5]'); t('m[10:1:-2]'); t('m.read_byte()'); t('m.read(3)'); t('m.readline()'); t('m.tell()'); t('m.seek(2)'); t('m.seek(-5,2)'); t('m.seek(99999)'); t('m.seek(0,9)'); t('m.seek(-1)'); t('m.seek(0,3)'); t('m.seek(0,4)'); t('m.seek(0)'); t('m.find(b"wor")'); t('m.find(b"wor",10)'); t('m.find("a")'); t('m.rfind(b"wor")'); t('m.rfind(b"wor",0,10)'); t('m.find(b"wor",-10)'); t('m.find(b"")'); t('m.size()'); t('m.write(b"HE")'); t('m[:7]'); t('m.write("a")'); t('m.write(5)'); t('m.write_byte(300)'); t('m.write_byte(65)'); t('m.write_byte("a")'); t('m.move(0,5,3)'); t('m.move(0,5,99999)'); t('m.move(-1,0,1)'); t('m.flush()'); t('m.flush(1)'); t('m.flush(0,4096)'); t('m.flush(4096)'); t('m.flush(99999)'); t('m.flush(0,999999)');t('m.flush(-1)'); t('m.seekable()'); t('m.madvise(mmap.MADV_NORMAL)'); t('m.madvise(0,99999)'); t('m.madvise(0,0,-1)'); t('m.madvise(0,0,99999999)'); t('m.madvise(0,5)'); t('m.madvise(0,-1)'); t('m.madvise(99)')
t('m.__setitem__(0,"a")'); t('m.__setitem__(0,300)'); t('m.__setitem__(0,66)'); t('m.__setitem__(99999,6)'); t('m.__setitem__(slice(0,2),b"a")'); t('m.__setitem__(slice(0,2),b"zz")'); t('m.__setitem__(slice(0,4,2),b"yy")'); t('m.__setitem__(slice(0,2),"zz")'); t('m.__delitem__(0)'); t('m.__delitem__(slice(0,1))'); t('m.__setitem__("a",1)'); t('m[:8]')
t('m.resize(20000)'); t('len(m),m.size()'); t('m.resize(-1)'); t('m.resize("a")')
v=memoryview(m); t('v.readonly,v.format,v.nbytes'); t('m.close()'); t('m.resize(4096)'); v.release(); t('m.closed'); t('m.read()[:4]'); t('m.read(5)'); t('m.read("a")'); t('m.read(-1)'); t('m.seek(len(m))'); t('m.read_byte()'); t('m.write(b"a")'); t('m.write_byte(1)'); t('list(m)[:4]'); t('66 in m'); t('b"zz" in m'); t('m==m, m==1'); t('hash(m) and 1'); t('bytes(m)[:3]'); t('m.readline()')
t('m.__enter__() is m'); t('m.__exit__(None,None,None)'); t('m'); t('m.closed'); t('len(m)'); t('m[0]'); t('m.read()'); t('m.close()'); t('m.size()'); t('memoryview(m)'); t('m.__enter__()'); t('m.tell()'); t('m.__exit__()')
r=M(fd,0,access=mmap.ACCESS_READ); t('r'); t('r.write(b"a")'); t('r.__setitem__(0,1)'); t('r.resize(10)'); t('r.write_byte(1)'); t('r.move(0,1,1)'); t('memoryview(r).readonly'); t('r.flush()'); 
c=M(fd,0,access=mmap.ACCESS_COPY); t('c'); t('c.write(b"cc")'); t('c[:3],r[:3]'); t('c.resize(10)'); t('c.flush()'); t('c.find(b"hello",5,3)')
p=M(fd,0,prot=mmap.PROT_READ); t('p'); t('p.write(b"a")')
w=M(fd,0,flags=mmap.MAP_PRIVATE,prot=mmap.PROT_READ|mmap.PROT_WRITE); t('w'); t('w.resize(10)')
class S(M):
    pass
s=S(-1,4096); s.x=1; t('s'); t('s.x'); t('m.x'); import weakref; t('weakref.ref(s) is not None')
a=M(-1,4096); t('a'); t('a.resize(8192)'); t('len(a)'); t('a.size()'); t('a.readline()[:3]'); t('a.tell()')
import copy,pickle; t('copy.copy(a)'); t('pickle.dumps(a)'); t('a < a'); t('a + a'); t('a * 2'); t('a.find(b"x",None,None)'); t('a.rfind(b"x",0)'); t('a.read(None)'); t('a.flush(0,None)')
