"""fork in a program with threads: only the calling thread goes on."""
import os
import sys
import threading
import warnings

warnings.simplefilter("ignore")
stop = threading.Event()
held = threading.Lock()


def background():
    with held:
        stop.wait()


other = threading.Thread(target=background, name="background")
other.start()
pid = os.fork()
if pid == 0:
    print("child", threading.active_count(), other.is_alive(), threading.current_thread().name, held.locked())
    sys.stdout.flush()
    thread = threading.Thread(target=lambda: print("a new thread in the child"))
    thread.start()
    thread.join()
    sys.stdout.flush()
    os._exit(5)
print("child ended with", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print("parent", threading.active_count(), other.is_alive())


# From another thread, which is then the child's main thread
def forks():
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        print(threading.current_thread() is threading.main_thread(), threading.current_thread().name, threading.active_count())
        sys.stdout.flush()
        os._exit(6)
    print("child ended with", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    sys.stdout.flush()


thread = threading.Thread(target=forks, name="forking")
thread.start()
thread.join()
stop.set()
other.join()
print("end", threading.active_count())
