import code
import codeop
import doctest
import io
import sys


def add(a, b):
    """Add.

    >>> add(1, 2)
    3
    >>> add("a", 1)
    Traceback (most recent call last):
        ...
    TypeError: can only concatenate str (not "int") to str
    >>> add([1], [2])
    [1, 3]
    >>> for i in range(2):
    ...     print(i)
    0
    1
    >>> print("a   b") # doctest: +NORMALIZE_WHITESPACE
    a b
    >>> {1: 2}  # doctest: +ELLIPSIS
    {...}
    >>> undefined
    1
    """
    return a + b


results = doctest.testmod(verbose=False)
print(results)
examples = doctest.DocTestParser().get_examples(add.__doc__)
print(len(examples), examples[0].source, examples[0].want, examples[1].exc_msg)
finder = doctest.DocTestFinder()
print([t.name for t in finder.find(add, "add")])
for source in ("x = 1", "if x:", "if x:\n  y", "x = (", "'abc", "1 +", "def f():\n  pass", "def f():\n  pass\n", "a b", "\\", "", "# c"):
    try:
        compiled = codeop.compile_command(source)
        print(repr(source), "complete" if compiled else "incomplete")
    except (SyntaxError, ValueError) as error:
        print(repr(source), type(error).__name__, error)


class Console(code.InteractiveConsole):
    def __init__(self, lines):
        super().__init__({"preset": 5})
        self.lines = iter(lines)

    def raw_input(self, prompt=""):
        try:
            line = next(self.lines)
        except StopIteration:
            raise EOFError from None
        print(prompt + line)
        return line

    def write(self, data):
        print("[write]", data, end="")


console = Console(["preset + 1", "x = [", "1]", "x", "def f(a):", "    return a * 2", "", "f(4)", "1/0", "bad syntax here", "raise KeyError('k')", "_ if '_' in dir() else 'none'", "import sys; sys.exit"])
console.interact(banner="BANNER", exitmsg="BYE")
print(sorted(k for k in console.locals if not k.startswith("__")), console.push("y = 3"), console.push("if y:"), console.push("    print('pushed')"), console.push(""))
import cmd


class Shell(cmd.Cmd):
    prompt = "$ "
    intro = "intro"

    def do_greet(self, arg):
        """greet NAME"""
        print("hello", arg)

    def do_quit(self, arg):
        return True

    def default(self, line):
        print("unknown:", line)

    def emptyline(self):
        print("(empty)")


shell = Shell(stdin=io.StringIO("greet bob\n\nnope\nhelp\nhelp greet\nquit\n"), stdout=sys.stdout)
shell.use_rawinput = False
shell.cmdloop()
print(shell.completenames("g"), shell.parseline("greet a b"))
