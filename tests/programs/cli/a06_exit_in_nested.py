import sys


def inner():
    try:
        sys.exit(9)
    finally:
        print("inner finally")


try:
    inner()
except Exception:
    print("SystemExit is no Exception")
finally:
    print("outer finally")
