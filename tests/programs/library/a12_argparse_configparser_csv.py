import argparse
import configparser
import csv
import io
import sys

parser = argparse.ArgumentParser(prog="tool", description="A tool.", epilog="The end.", color=False)
parser.add_argument("files", nargs="*", help="input files")
parser.add_argument("-n", "--number", type=int, default=5, metavar="N", help="a number (default: %(default)s)")
parser.add_argument("-v", "--verbose", action="count", default=0)
parser.add_argument("--flag", action=argparse.BooleanOptionalAction, default=None)
parser.add_argument("--mode", choices=["fast", "slow"])
group = parser.add_mutually_exclusive_group()
group.add_argument("--a", action="store_true")
group.add_argument("--b", action="store_const", const=42)
parser.add_argument("--list", action="append", type=float)
print(parser.parse_args([]), parser.parse_args(["x", "y", "-n", "7", "-vvv", "--no-flag", "--mode=fast", "--b", "--list", "1", "--list=2.5"]), parser.parse_known_args(["--unknown", "z"]))
print(parser.format_help(), parser.format_usage())
for bad in (["-n", "x"], ["--mode", "zz"], ["--a", "--b"], ["--number"], ["--nope"], ["--ver=3"]):
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        print(parser.parse_args(bad))
    except SystemExit as error:
        print(error.code, sys.stderr.getvalue().splitlines()[-1])
    finally:
        sys.stderr = stderr
sub = argparse.ArgumentParser(prog="git", exit_on_error=False, color=False)
commands = sub.add_subparsers(dest="command", required=True)
clone = commands.add_parser("clone", help="clone it", aliases=["cl"])
clone.add_argument("url")
commands.add_parser("push").set_defaults(func=lambda: "pushing")
print(sub.parse_args(["clone", "u"]), sub.parse_args(["push"]).func(), sub.parse_args(["cl", "v"]).url)
print(sub.format_help())
config = configparser.ConfigParser()
config.read_string("""
[DEFAULT]
base = /root
[server]
path = %(base)s/srv
port = 8080
debug = yes
; comment
multi = one
  two
[empty]
""")
print(config.sections(), dict(config["server"]), config.getint("server", "port"), config["server"].getboolean("debug"), config.get("server", "nope", fallback="f"), "port" in config["server"], config["empty"]["base"])
config["new"] = {"k": "v"}
out = io.StringIO()
config.write(out)
print(out.getvalue())
for bad in (lambda: config.get("server", "zz"), lambda: config["zz"], lambda: config.read_string("no section"), lambda: config.read_string("[a]\n[a]"), lambda: config.getint("server", "path"), lambda: config.add_section("new")):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, str(error).replace("\n", " "))
rows = [["a", 1, 'quo"te'], ["new\nline", 2.5, ""], ["com,ma", None, "é"]]
out = io.StringIO()
csv.writer(out).writerows(rows)
print(repr(out.getvalue()), list(csv.reader(io.StringIO(out.getvalue()))))
out = io.StringIO()
w = csv.DictWriter(out, ["x", "y"], delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n", extrasaction="ignore")
w.writeheader()
w.writerow({"x": 1, "y": "b", "z": 0})
print(out.getvalue(), list(csv.DictReader(io.StringIO("a,b\n1,2\n3"), restval="?")), list(csv.reader(["a 'b c' d"], delimiter=" ", quotechar="'")), csv.Sniffer().sniff("a;b;c\n1;2;3").delimiter, csv.list_dialects(), list(csv.reader(["1,x"], quoting=csv.QUOTE_NONNUMERIC)) if False else "")
for bad in (lambda: csv.writer(io.StringIO(), delimiter="ab"), lambda: csv.writer(io.StringIO(), quoting=csv.QUOTE_NONE).writerow(["a,b"]), lambda: csv.DictWriter(io.StringIO(), ["a"]).writerow({"b": 1}), lambda: list(csv.reader(["a\n\nb", '"unclosed'], strict=True)), lambda: csv.reader(5)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
