"""Compares signatures read off the source with those that `inspect` finds by importing.

Usage: python3.14 compare_signatures.py EXAMPLE [MODULE...], where EXAMPLE is the built example
`signatures` of the language server. Prints the share that is equal and the first differences.
Functions whose decorators replace them, or that the module deletes again, are left out.
"""
import importlib
import inspect
import os
import re
import subprocess
import sys
import types

MODULES = """argparse ast asyncio.tasks asyncio.events base64 bdb calendar cmd code codecs collections configparser contextlib
copy csv dataclasses datetime decimal difflib dis doctest email.message enum fileinput fnmatch fractions functools getopt
gettext glob gzip heapq html.parser http.client http.server imaplib inspect io json json.decoder json.encoder keyword linecache
locale logging logging.config mailbox mimetypes netrc nntplib ntpath numbers opcode optparse os pathlib pdb pickle pickletools
pkgutil platform plistlib poplib posixpath pprint profile pstats py_compile pyclbr queue quopri random re reprlib rlcompleter runpy
sched secrets selectors shelve shlex shutil smtplib socket socketserver ssl statistics string subprocess symtable sysconfig
tabnanny tarfile tempfile textwrap threading timeit token tokenize trace traceback tracemalloc types typing unittest.case
unittest.mock urllib.parse urllib.request uuid venv warnings wave weakref webbrowser xml.dom.minidom xml.etree.ElementTree
xmlrpc.client zipfile zipimport""".split()


def lookup(module, qualname):
    obj = module
    for part in qualname.split("."):
        if isinstance(obj, type) and part.startswith("__") and not part.endswith("__"):
            part = f"_{obj.__name__.lstrip('_')}{part}"
        obj = inspect.getattr_static(obj, part)
    if isinstance(obj, (staticmethod, classmethod)):
        obj = obj.__func__
    if isinstance(obj, property):
        obj = obj.fget
    return obj


def main(example, modules):
    library = os.path.dirname(os.__file__)
    known = [name for name in modules if importable(name)]
    lines = subprocess.run([example, library, *known], capture_output=True, text=True, check=True).stdout.splitlines()
    last = {tuple(line.split("\t")[:2]): line.split("\t")[2] for line in lines}
    same, differences = 0, []
    for (name, qualname), ours in last.items():
        try:
            function = lookup(importlib.import_module(name), qualname)
            if not isinstance(function, types.FunctionType) or hasattr(function, "__wrapped__"):
                continue
            if function.__qualname__ != qualname or function.__module__ != name:
                continue
            theirs = str(inspect.signature(function))
        except (AttributeError, ValueError, NameError):
            continue
        if ours == theirs:
            same += 1
        else:
            differences.append(f"{name}.{qualname}\n  ours   {ours}\n  theirs {theirs}")
    print(f"{same} of {same + len(differences)} signatures are equal")
    # Defaults that are objects print their address or their value; the source cannot know either.
    readable = [text for text in differences if not re.search(r"<.* at 0x|<object object|<class |<function |<built-in", text)]
    print(f"{len(readable)} of the others show values that could be read off the source")
    print("\n".join(readable[:int(os.environ.get("SHOW", "40"))]))


def importable(name):
    try:
        importlib.import_module(name)
        return True
    except ImportError:
        return False


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] or MODULES)
