import io
import logging
import sys
import warnings

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)s:%(name)s:%(funcName)s:%(lineno)d:%(message)s")
log = logging.getLogger("app.sub")
log.debug("hidden")
log.info("shown %s %d", "arg", 5)
log.warning("mapping %(a)s", {"a": 1})


def inside():
    log.error("from function")
    try:
        1 / 0
    except ZeroDivisionError:
        log.exception("caught")


inside()
print(log.name, log.level, log.getEffectiveLevel(), log.parent.name, logging.getLogger("app") is log.parent, log.isEnabledFor(logging.DEBUG), logging.getLevelName(30), logging.getLevelName("ERROR"), log.handlers, log.propagate)


class Upper(logging.Formatter):
    def format(self, record):
        return super().format(record).upper()


class OnlyEven(logging.Filter):
    def filter(self, record):
        return record.args and record.args[0] % 2 == 0


out = io.StringIO()
handler = logging.StreamHandler(out)
handler.setFormatter(Upper("{levelname:<8}|{message}", style="{"))
handler.addFilter(OnlyEven())
child = logging.getLogger("app.sub.child")
child.propagate = False
child.addHandler(handler)
for i in range(4):
    child.warning("number %d", i)
print(out.getvalue(), end="")
adapter = logging.LoggerAdapter(log, {"user": "ann"})
adapter.process = lambda msg, kw: (f"[{adapter.extra['user']}] {msg}", kw)
adapter.info("adapted")
log.log(25, "custom level")
logging.addLevelName(25, "NOTICE")
log.log(25, "named level", stack_info=False)
logging.disable(logging.WARNING)
log.warning("disabled")
logging.disable(logging.NOTSET)


class ListHandler(logging.Handler):
    records = []

    def emit(self, record):
        self.records.append((record.levelname, record.getMessage(), record.exc_info is not None, record.pathname.rsplit("/", 1)[1], record.extra_field if hasattr(record, "extra_field") else None))


logging.getLogger().addHandler(ListHandler())
log.critical("to list", extra={"extra_field": "x"})
print(ListHandler.records)
logging.getLogger().handlers.pop()
logging.raiseExceptions = False
log.info("bad %d", "format")
for bad in (lambda: logging.getLogger(5), lambda: log.setLevel("NOPE"), lambda: logging.Formatter("%(x"), lambda: log.info("m", extra={"message": 1})):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("plain")
    warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
    warnings.warn(ResourceWarning("instance"))
    warnings.warn_explicit("explicit", UserWarning, "file.py", 42)
    print([(w.category.__name__, str(w.message), w.lineno if w.filename == "file.py" else "line") for w in caught])
warnings.filterwarnings("error", message="turn.*")
try:
    warnings.warn("turn into error")
except UserWarning as error:
    print("error", error)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    warnings.warn("silent")
for action in ("default", "once", "module", "always"):
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        warnings.simplefilter(action)
        __warningregistry__ = {}
        for _ in range(3):
            warnings.warn("repeated")
        print(action, len(caught))
print(warnings.formatwarning("msg", UserWarning, "f.py", 3, "code"), end="")
for bad in (lambda: warnings.warn("x", int), lambda: warnings.simplefilter("nope"), lambda: warnings.warn("x", category="y")):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)


@warnings.deprecated("use new_thing")
def old_thing():
    return "old"


@warnings.deprecated("no class", category=FutureWarning)
class OldClass: ...


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    old_thing(), OldClass()
    print([(w.category.__name__, str(w.message)) for w in caught])
def showwarning(message, category, filename, lineno, file=None, line=None):
    print("custom show:", category.__name__, message)
warnings.simplefilter("always")
warnings.showwarning = showwarning
warnings.warn("shown by function")
logging.captureWarnings(True)
warnings.warn("to logging")
logging.captureWarnings(False)
