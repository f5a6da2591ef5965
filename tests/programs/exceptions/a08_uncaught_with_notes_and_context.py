import atexit


class Unusual(Exception):
    def __str__(self):
        return "several\nlines"


def first():
    raise Unusual()


def second():
    try:
        first()
    except Unusual as error:
        error.add_note("a note")
        error.add_note("another\nnote")
        result = {"key": 1}["missing"]


atexit.register(print, "atexit runs")
try:
    second()
finally:
    print("finally")
