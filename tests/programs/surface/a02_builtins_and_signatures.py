import builtins
import inspect

for name in sorted(dir(builtins)):
    value = getattr(builtins, name)
    if isinstance(value, type) and issubclass(value, BaseException):
        continue
    try:
        signature = inspect.signature(value) if callable(value) else "not callable"
    except ValueError:
        signature = "no signature"
    if name not in ("_", "copyright", "credits", "license", "exit", "quit", "help", "__spec__", "__loader__", "__doc__", "__build_class__"):
        print(name, type(value).__name__, signature)
for t in (str, list, dict, set, bytes, int, float, tuple, type, object, range, slice, complex, frozenset, bytearray, memoryview, property):
    print(t.__name__)
    for name, value in sorted(vars(t).items()):
        if callable(value) and not name.startswith("__"):
            try:
                print("   ", name, inspect.signature(value))
            except (ValueError, TypeError) as error:
                print("   ", name, "no signature", getattr(value, "__text_signature__", None))
