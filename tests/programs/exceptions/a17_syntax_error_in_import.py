import sys

sys.path.insert(0, "_modules")
try:
    import broken_syntax
except SyntaxError as error:
    print(error.msg, error.lineno, error.offset, error.end_offset, error.text)
try:
    import raises_on_import
except RuntimeError as error:
    print(error, "raises_on_import" in sys.modules)
try:
    from raises_on_import import name
except RuntimeError as error:
    print("again", error)
import raises_on_import
