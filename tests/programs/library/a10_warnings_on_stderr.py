import sys
import warnings


def library():
    warnings.warn("something is off", stacklevel=2)


library()
library()
for _ in range(2):
    warnings.warn("in a loop", DeprecationWarning)
warnings.warn("future", FutureWarning)
warnings.warn("multi\nline")
eval("'a' is 'a'")
exec("x = '\\d'")
compile("assert (1, 'x')", "<compiled>", "exec")
compile("f() if 1 is 2 else 3\n[1][1,2]\n(1)(2)\n5 .x", "<compiled>", "exec")
print("done", file=sys.stderr)


def generator_in_finally():
    for i in range(2):
        try:
            pass
        finally:
            continue
