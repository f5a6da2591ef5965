"""Every module of the pure Python library that makes sense anywhere can be imported."""

import importlib
import warnings

warnings.simplefilter("ignore")
names = """__future__ _collections_abc _colorize _compat_pickle _markupbase _opcode_metadata _py_abc _py_warnings _pydatetime _pydecimal _pyio _pylong _pyrepl _sitebuiltins _strptime _threading_local _weakrefset abc annotationlib argparse ast asyncio asyncio.taskgroups base64 bdb bisect calendar cmd code codecs codeop collections collections.abc colorsys compileall compression concurrent.futures concurrent.futures.thread configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib dis email email.message email.parser encodings encodings.utf_8 encodings.idna enum filecmp fileinput fnmatch fractions ftplib functools genericpath getopt getpass gettext glob graphlib gzip hashlib heapq hmac html html.parser http http.client imaplib importlib importlib.abc importlib.machinery importlib.metadata importlib.resources importlib.util inspect io ipaddress json json.tool keyword linecache locale logging logging.handlers mailbox mimetypes modulefinder netrc nturl2path ntpath numbers opcode operator optparse os os.path pathlib pdb pickle pickletools pkgutil platform plistlib poplib posixpath pprint profile pstats py_compile pyclbr pydoc queue quopri random re re._parser reprlib rlcompleter runpy sched secrets selectors shelve shlex shutil signal site smtplib socket socketserver sre_compile stat statistics string string.templatelib stringprep struct subprocess symtable sysconfig tabnanny tarfile tempfile textwrap this_is_missing threading timeit token tokenize tomllib trace traceback tracemalloc types typing unittest unittest.mock urllib.parse urllib.request uuid warnings wave weakref webbrowser wsgiref.util xml.dom.minidom xml.sax xmlrpc.client zipapp zipfile zipimport zoneinfo""".split()
for name in names:
    try:
        module = importlib.import_module(name)
        print(name, "ok", module.__name__ == name or module.__name__)
    except Exception as error:
        print(name, type(error).__name__, error)
