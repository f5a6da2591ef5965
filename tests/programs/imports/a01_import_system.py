import importlib
import importlib.util
import sys
import types

sys.path.insert(0, "_modules")
import package
print(package.__name__, package.__package__, package.__path__[0].rsplit("/", 1)[1], package.__file__.rsplit("/", 2)[1:], package.__spec__.name, package.VALUE, package.__all__)
import package.sub
print(package.sub.NAME, package.sub.__package__, package.sub.relative, sys.modules["package.sub"] is package.sub)
from package import sub as alias, lazy
print(alias is package.sub, lazy.__name__)
from package import *
print(exported, "hidden" in globals(), "VALUE" in globals())
import package.sub as dotted
print(dotted is alias)
for statement in ("import package.nope", "from package import nope", "from package.sub import nope", "import nope.sub", "from .x import y", "from package.sub.deep import x", "import package.raising", "from circular_a import b_value", "import circular_a"):
    try:
        exec(statement)
        print(statement, "worked")
    except Exception as error:
        print(statement, "->", type(error).__name__, str(error).split(" (")[0], getattr(error, "name", None))
print("package.raising" in sys.modules, hasattr(package, "raising"))
module = importlib.import_module("counter")
module.state.append(1)
print(module.loads, importlib.import_module("counter") is module, importlib.reload(module) is module, module.loads, module.state, module.kept)
print(importlib.import_module(".sub", "package") is package.sub, importlib.util.resolve_name("..x", "a.b.c"), importlib.util.find_spec("counter").origin.rsplit("/", 1)[1], importlib.util.find_spec("definitely_missing"), importlib.util.find_spec("package.sub").parent)
made = types.ModuleType("made", "doc")
made.value = 5
sys.modules["made"] = made
import made as m2
from made import value
print(m2 is made, value, made.__doc__, repr(made), made.__loader__, made.__spec__, made.__package__)
sys.modules["blocked"] = None
try:
    import blocked
except ModuleNotFoundError as error:
    print(error)
spec = importlib.util.spec_from_loader("virtual", loader=None)
virtual = importlib.util.module_from_spec(spec)
exec("x = __name__ + '!'", virtual.__dict__)
print(virtual.x, virtual.__spec__ is spec)
print(__import__("package.sub").__name__, __import__("package.sub", fromlist=["NAME"]).__name__, __import__("sub", {"__package__": "package", "__name__": "package.x"}, {}, ["NAME"], 1).NAME)
import getattr_module
print(getattr_module.dynamic_thing, dir(getattr_module))
try:
    getattr_module.nothing
except AttributeError as error:
    print(error)
from getattr_module import dynamic_import
print(dynamic_import)
for bad in (lambda: importlib.import_module(".x"), lambda: importlib.reload(types.ModuleType("zz")), lambda: importlib.reload(5), lambda: __import__("a", level=-1), lambda: __import__(5), lambda: __import__("x", {}, {}, (), 1), lambda: package.missing_attr, lambda: made.nope, lambda: types.ModuleType()):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
print(sys.meta_path[0].__name__ if isinstance(sys.meta_path[0], type) else type(sys.meta_path[0]).__name__, [getattr(f, "__name__", type(f).__name__) for f in sys.meta_path][-1], "sys" in sys.builtin_module_names, "json" in sys.stdlib_module_names, sys.path[0])
print(package.sub.main_guard, __name__, __spec__, sys.modules["__main__"].__name__)
