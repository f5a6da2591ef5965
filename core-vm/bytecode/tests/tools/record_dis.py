"""Records CPython's compilation and disassembly of tests/data/sample.py.

Usage, in tests/data: PYTHONHASHSEED=0 python3.14 ../tools/record_dis.py
"""

import dis
import importlib._bootstrap_external as bootstrap
import io
import marshal
import re
from pathlib import Path

source = Path("sample.py").read_bytes()
code = compile(source, "sample.py", "exec", dont_inherit=True)
Path("sample.pyc").write_bytes(bootstrap._code_to_timestamp_pyc(code, 0, 0))
code = marshal.loads(Path("sample.pyc").read_bytes()[16:])


def fixed(text):
    return re.sub(r" at 0x[0-9a-f]+, file", " at 0x1000, file", text)


def record(name, **options):
    output = io.StringIO()
    dis.dis(code, file=output, **options)
    Path(name).write_text(fixed(output.getvalue()))


record("sample.dis")
record("sample.CO.dis", show_caches=True, show_offsets=True)
record("sample.CPS.dis", show_caches=True, show_positions=True, adaptive=True)
Path("sample.info").write_text(fixed(dis.code_info(code)) + "\n")
