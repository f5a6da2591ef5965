import sys
import threading


def fails(n):
    if n == 0:
        raise LookupError("in thread")
    fails(n - 1)


t = threading.Thread(target=fails, args=(2,), name="failing")
t.start()
t.join()
print("main goes on", t.is_alive())


def exits():
    sys.exit(5)


t = threading.Thread(target=exits)
t.start()
t.join()
print("SystemExit in a thread is silent")
daemon = threading.Thread(target=threading.Event().wait, daemon=True)
daemon.start()


def slow():
    threading.Event().wait(0.05)
    print("non-daemon thread finishes after main")


threading.Thread(target=slow).start()
print("end of main")
