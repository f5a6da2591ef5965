"""resource, fcntl and syslog: limits, file control, locks, and what is refused."""
import fcntl
import os
import resource
import struct
import syslog
import tempfile


def show(function, *args, **keywords):
    try:
        result = function(*args, **keywords)
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    named = [arg if not hasattr(arg, "fileno") else "file" for arg in args]
    print(function.__name__, str(named)[:70], keywords, result)


show(resource.getrlimit)
show(resource.getrlimit, 99)
show(resource.getrlimit, "a")
show(resource.setrlimit, resource.RLIMIT_CORE, (1,))
show(resource.setrlimit, resource.RLIMIT_CORE, 5)
show(resource.setrlimit, resource.RLIMIT_CORE, (5, 3))
show(resource.setrlimit, resource.RLIMIT_CORE, (-2, -2))
show(resource.setrlimit, resource.RLIMIT_CORE, (2 ** 64, 2 ** 70))
show(resource.setrlimit, resource.RLIMIT_CORE, [0, 0])
show(resource.getrlimit, resource.RLIMIT_CORE)
show(resource.prlimit, 0, resource.RLIMIT_CORE, (0, 0))
show(resource.prlimit, 0, 99)
show(resource.getrusage, 99)
usage = resource.getrusage(resource.RUSAGE_SELF)
print(len(usage), type(usage), usage.ru_maxrss > 0, [type(value).__name__ for value in usage])
print(resource.struct_rusage.__match_args__, resource.RLIM_INFINITY, resource.error)

with tempfile.TemporaryFile() as file:
    lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
    show(fcntl.fcntl, file, fcntl.F_GETFD)
    show(fcntl.fcntl, file, fcntl.F_SETLK, lock)
    show(fcntl.fcntl, file, fcntl.F_SETLK, bytearray(lock))
    show(fcntl.fcntl, file, fcntl.F_GETFL, b"x" * 1025)
    show(fcntl.fcntl, file, fcntl.F_GETFL, 1.5)
    show(fcntl.fcntl, file, fcntl.F_GETFD, 2 ** 70)
    show(fcntl.fcntl, -1, 1)
    show(fcntl.fcntl, "a", 1)
    show(fcntl.fcntl, file)
    show(fcntl.flock, file, fcntl.LOCK_EX)
    show(fcntl.lockf, file, fcntl.LOCK_EX)
    show(fcntl.lockf, file, fcntl.LOCK_UN)
    show(fcntl.lockf, file, 16)
    show(fcntl.lockf, file, fcntl.LOCK_EX, 1, 2, 3)
    show(fcntl.lockf, file, fcntl.LOCK_EX, 2 ** 63)
    show(fcntl.ioctl, file, 21523, bytes(8))
    show(fcntl.ioctl, file, "a")
    show(fcntl.ioctl, file, 21523, 2 ** 40)

show(syslog.LOG_MASK, 3)
show(syslog.LOG_UPTO, 3)
show(syslog.LOG_MASK, -1)
show(syslog.setlogmask, 5)
show(syslog.setlogmask, 255)
show(syslog.syslog)
show(syslog.syslog, 1)
show(syslog.syslog, "a", "b")
show(syslog.syslog, "a\0b")
show(syslog.openlog, 5)
show(syslog.openlog, "a", 1, facility=8)
show(syslog.closelog)
print(sorted(name for name in vars(fcntl) if name.startswith(("LOCK_", "F_SE"))))
