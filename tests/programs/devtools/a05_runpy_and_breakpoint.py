import runpy
import sys

result = runpy.run_path("_run_me.py", init_globals={"given": 7}, run_name="custom_name")
print({k: result[k] for k in ("name", "doubled", "given")}, "_run_me" in sys.modules)
print(runpy.run_module("_run_me", init_globals={"given": 1}, run_name="__main__")["name"], runpy.run_path("_run_me.py", {"given": 0})["name"])
for bad in (lambda: runpy.run_module("no_such_module"), lambda: runpy.run_path("no_such_file.py"), lambda: runpy.run_path("_run_me.py")):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
calls = []
sys.breakpointhook = lambda *a, **k: calls.append((a, k)) or "hook result"
print(breakpoint(), breakpoint(1, x=2), calls)
sys.breakpointhook = sys.__breakpointhook__
import os
os.environ["PYTHONBREAKPOINT"] = "0"
print(breakpoint())
os.environ["PYTHONBREAKPOINT"] = "builtins.print"
breakpoint("printed by breakpoint")
os.environ["PYTHONBREAKPOINT"] = "no.such.thing"
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    breakpoint()
    print([str(w.message) for w in caught])
import pydoc


class Documented:
    """Class doc."""

    attr = 1

    def method(self, a, *, b=2):
        """Method doc."""

    @property
    def prop(self):
        """Prop doc."""


def documented(x: int, *args: str) -> None:
    """Function doc.

    More lines."""


for thing in (documented, Documented, len, Documented.prop):
    print(pydoc.plain(pydoc.render_doc(thing)))
print(pydoc.splitdoc("one\n\ntwo"), pydoc.describe(documented), pydoc.locate("json.dumps").__name__, pydoc.locate("nope"), pydoc.plain(pydoc.text.document(5, "five")).splitlines()[:3])
import signal
received = []
signal.signal(signal.SIGUSR1, lambda n, frame: received.append((signal.Signals(n).name, frame.f_code.co_name)))
signal.raise_signal(signal.SIGUSR1)
print(received, signal.getsignal(signal.SIGUSR1) is not None, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("KeyboardInterrupt")
import subprocess
done = subprocess.run([sys.executable, "-c", "import sys; print('child', sys.argv[1:]); print('err', file=sys.stderr); sys.exit(3)", "a"], capture_output=True, text=True)
print(done.returncode, done.stdout, done.stderr, done.args[1:2])
print(subprocess.check_output(["echo", "hi"]), subprocess.run(["cat"], input=b"piped", stdout=subprocess.PIPE).stdout)
for bad in (lambda: subprocess.run(["false"], check=True), lambda: subprocess.run(["/no/such"]), lambda: subprocess.run(["sleep", "5"], timeout=0.05)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
