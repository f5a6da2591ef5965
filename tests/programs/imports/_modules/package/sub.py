from . import VALUE
from .lazy import helper

NAME = "sub"
relative = VALUE + helper()
main_guard = "imported" if __name__ != "__main__" else "main"
