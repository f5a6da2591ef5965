"""sys.settrace over every construct: call, line, return and exception events."""
import sys

import _constructs


def show(value):
    if isinstance(value, tuple) and len(value) == 3 and isinstance(value[0], type):
        lines, entry = [], value[2]
        while entry:
            lines.append((entry.tb_lineno, entry.tb_lasti))
            entry = entry.tb_next
        return value[0].__name__, str(value[1]).split(" object at")[0], lines
    text = repr(value)
    return type(value).__name__ if " at 0x" in text else text


events = []


def tracer(frame, event, arg):
    if frame.f_code.co_filename != _constructs.__file__:
        return None
    events.append((event, frame.f_code.co_qualname, frame.f_lineno, frame.f_lasti, show(arg)))
    return tracer


for function, *args in _constructs.CASES:
    events.clear()
    sys.settrace(tracer)
    try:
        result = function(*args)
    except BaseException as error:
        result = repr(error)
    finally:
        sys.settrace(None)
    print("====", function.__name__, args, show(result))
    for event in events:
        print("  ", *event)
