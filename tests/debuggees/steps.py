import sys


def leaf(n):
    doubled = n * 2  # @leaf
    return doubled


def middle(n):
    value = leaf(n) + 1  # @middle
    return value


class Box:
    kind = "box"

    def __init__(self, content):
        self.content = content
        self._hidden = None

    @property
    def size(self):
        return len(self.content)


def count(limit):
    for i in range(limit):
        yield i  # @yield


def main(args):
    total = 0  # @first
    for n in range(4):
        total += middle(n)  # @loop
    text = "snake é"
    numbers = list(range(250))
    mapping = {"a": 1, 2: [3]}
    box = Box([1, 2])
    counter = count(3)
    next(counter)

    def inner():
        return total  # @inner

    print("total", total)  # @print
    print("to stderr", file=sys.stderr)
    inner()
    try:
        {}["missing"]  # @raise
    except KeyError:
        pass
    return total  # @return


if __name__ == "__main__":
    result = main(sys.argv[1:])
    sys.exit(result % 7)
