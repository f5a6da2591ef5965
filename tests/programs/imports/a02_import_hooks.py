import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import builtins
import sys


class DictFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path, target=None):
        print("find_spec", name, path if path is None else list(path), target)
        if name in self.sources:
            return importlib.machinery.ModuleSpec(name, self, is_package=any(n.startswith(name + ".") for n in self.sources))

    def create_module(self, spec):
        print("create", spec.name)

    def exec_module(self, module):
        print("exec", module.__name__, module.__package__, hasattr(module, "__path__"))
        exec(self.sources[module.__name__], module.__dict__)


finder = DictFinder({"virt": "x = 1\nfrom . import inner", "virt.inner": "y = 2", "broken": "1 / 0", "self_removing": "import sys; del sys.modules[__name__]", "replacing": "import sys; sys.modules[__name__] = 'replaced'"})
sys.meta_path.insert(0, finder)
import virt
print(virt.x, virt.inner.y, virt, virt.__spec__)
import virt.inner
try:
    import broken
except ZeroDivisionError as error:
    print(error, "broken" in sys.modules)
import replacing
print(replacing)
try:
    import self_removing
except (ImportError, KeyError) as error:
    print(type(error).__name__, error)
try:
    import nowhere
except ModuleNotFoundError as error:
    print(error)
sys.meta_path.remove(finder)
original = builtins.__import__
log = []


def spy(name, globals=None, locals=None, fromlist=(), level=0):
    log.append((name, fromlist, level))
    return original(name, globals, locals, fromlist, level)


builtins.__import__ = spy
import os.path
from sys import argv, path as p
import json as j
try:
    from . import x
except ImportError:
    pass
builtins.__import__ = original
print([entry for entry in log if entry[0] in ("os.path", "sys", "json", "")])


class Lazy(importlib.util.LazyLoader if False else object):
    pass


class Redirect(importlib.abc.MetaPathFinder):
    @staticmethod
    def find_spec(name, path, target=None):
        if name == "old_name":
            return importlib.util.find_spec("json")


sys.meta_path.append(Redirect)
import old_name
print(old_name.__name__, old_name.dumps([1]), "old_name" in sys.modules)
sys.meta_path.pop()


class PathHook:
    def __init__(self, path):
        if not path.startswith("memory:"):
            raise ImportError("not mine")
        self.path = path

    def find_spec(self, name, target=None):
        print("path entry finder", self.path, name)
        if name == "from_memory":
            return importlib.util.spec_from_loader(name, MemoryLoader(), origin="memory")


class MemoryLoader(importlib.abc.InspectLoader):
    def get_source(self, name):
        return "value = __name__ + ' loaded'"


sys.path_hooks.append(PathHook)
sys.path.append("memory:one")
import from_memory
print(from_memory.value, from_memory.__spec__.origin, from_memory.__spec__.has_location, from_memory.__loader__.__class__.__name__)
sys.path.pop()
sys.path_hooks.pop()
importlib.invalidate_caches()
loader = importlib.machinery.SourceFileLoader("counter", "_modules/counter.py")
spec = importlib.util.spec_from_file_location("renamed", "_modules/counter.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.__name__, module.loads, "renamed" in sys.modules, loader.is_package("counter"), loader.get_source("counter").splitlines()[0], type(loader.get_code("counter")).__name__)
lazy_spec = importlib.util.spec_from_file_location("lazy", "_modules/counter.py", loader=importlib.util.LazyLoader(importlib.machinery.SourceFileLoader("lazy", "_modules/counter.py")))
lazy = importlib.util.module_from_spec(lazy_spec)
lazy_spec.loader.exec_module(lazy)
print(type(lazy).__name__, lazy.loads, type(lazy).__name__)
meta_path, sys.meta_path = sys.meta_path, []
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    try:
        import unfindable
    except ModuleNotFoundError as error:
        print(error, [str(w.message) for w in caught])
sys.meta_path = meta_path
print(importlib.machinery.SOURCE_SUFFIXES, importlib.machinery.BYTECODE_SUFFIXES, importlib.util.MAGIC_NUMBER, importlib.util.cache_from_source("/a/b.py"), importlib.util.source_hash(b"x = 1"))
