"""f_trace_opcodes and f_trace_lines over every construct; sys.setprofile as well."""
import sys

import _constructs

steps = []


def opcodes(frame, event, arg):
    if frame.f_code.co_filename != _constructs.__file__:
        return None
    frame.f_trace_opcodes = True
    steps.append(frame.f_lasti if event == "opcode" else f"{event[0]}{frame.f_lineno}")
    return opcodes


def no_lines(frame, event, arg):
    if frame.f_code.co_filename != _constructs.__file__:
        return None
    frame.f_trace_lines = False
    steps.append(f"{event}:{frame.f_code.co_name}:{frame.f_lineno}")
    return no_lines


def profiler(frame, event, arg):
    if frame.f_code.co_filename == _constructs.__file__:
        what = getattr(arg, "__qualname__", "") if event.startswith("c_") else ""
        steps.append(f"{event}:{what or frame.f_code.co_name}")


def run(install, hook):
    for function, *args in _constructs.CASES:
        steps.clear()
        install(hook)
        try:
            function(*args)
        except BaseException as error:
            steps.append(type(error).__name__)
        finally:
            install(None)
        print(function.__name__, *steps)


print("---- opcodes")
run(sys.settrace, opcodes)
print("---- no lines")
run(sys.settrace, no_lines)
print("---- profile")
run(sys.setprofile, profiler)
