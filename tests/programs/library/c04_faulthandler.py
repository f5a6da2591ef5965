"""faulthandler: stacks on demand, by signals, when time is up, and when the program dies."""
import faulthandler
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

file = tempfile.TemporaryFile()


def shown(text):
    text = re.sub(r"0x[0-9a-f]{16}( \[[^]]*\])?", "ID", text)
    text = re.sub(r'File "[^"]*/', 'File "', text)
    return re.sub(r"(threading\.py\", line) \d+", r"\1 N", text)


def show():
    file.seek(0)
    print(shown(file.read().decode()))
    file.seek(0)
    file.truncate()


def attempt(function, *args, **keywords):
    try:
        print(function.__name__, function(*args, **keywords))
    except Exception as error:
        print(function.__name__, type(error).__name__, error)


def inner():
    faulthandler.dump_traceback(file)


def outer():
    inner()


outer()
show()
faulthandler.dump_traceback(file, all_threads=False)
show()
go, there = threading.Event(), threading.Event()


def work():
    there.set()
    go.wait()


thread = threading.Thread(target=work)
thread.start()
there.wait()
outer()
show()
go.set()
thread.join()

attempt(faulthandler.is_enabled)
attempt(faulthandler.enable, file)
attempt(faulthandler.is_enabled)
attempt(faulthandler.disable)
attempt(faulthandler.disable)
attempt(faulthandler.enable, "a")
attempt(faulthandler.enable, -1)
attempt(faulthandler.dump_traceback_later, 0)
attempt(faulthandler.dump_traceback_later, "a")
attempt(faulthandler.cancel_dump_traceback_later)
attempt(faulthandler.register, signal.SIGUSR1, file)
os.kill(os.getpid(), signal.SIGUSR1)
show()
attempt(faulthandler.unregister, signal.SIGUSR1)
attempt(faulthandler.unregister, signal.SIGUSR1)
attempt(faulthandler.register, signal.SIGSEGV)
attempt(faulthandler.register, 999)
attempt(faulthandler.unregister, 0)


def busy():
    end = time.monotonic() + 0.3
    while time.monotonic() < end: pass


faulthandler.dump_traceback_later(0.1, file=file)
busy()
show()
faulthandler.dump_traceback_later(0.1, repeat=True, file=file)
time.sleep(0.35)
faulthandler.cancel_dump_traceback_later()
file.seek(0)
text = shown(file.read().decode())
print(text.count("Timeout") >= 2, text.split("Timeout")[1])
file.seek(0)
file.truncate()


def deep(n):
    if n == 0:
        faulthandler.dump_traceback(file)
    else:
        deep(n - 1)


deep(120)
file.seek(0)
lines = shown(file.read().decode()).split("\n")
print(len(lines), lines[:3], lines[-3:])
file.seek(0)
file.truncate()


def éè():
    faulthandler.dump_traceback(file)


éè()
show()
for fault in ("_sigsegv", "_sigabrt", "_sigfpe", "_read_null"):
    code = f"import faulthandler\ndef die(): faulthandler.{fault}()\ndie()"
    done = subprocess.run([sys.executable, "-X", "faulthandler", "-c", code], capture_output=True, text=True)
    print(done.returncode, shown(done.stderr).split("\n\n")[:2])
code = "import faulthandler\nfaulthandler.dump_traceback_later(0.1, exit=True)\nwhile 1: pass"
done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
print(done.returncode, shown(done.stderr))
