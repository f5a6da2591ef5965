import io
import sys

old = sys.stdout
sys.stdout = io.StringIO()
print("captured")
text = sys.stdout.getvalue()
sys.stdout = old
print(repr(text))
sys.stdout = None
print("nowhere")
sys.stdout = old
print("back")
sys.stderr.write("to stderr\n")
print("also", "stderr", file=sys.stderr, sep="-")
sys.stdout.write("no newline at the end")
