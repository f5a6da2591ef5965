import sys

for code in (None, 0, 5, "text", [1], True, 3.5):
    try:
        sys.exit(code)
    except SystemExit as error:
        print(repr(error), repr(error.code))
for code in ((), (1, 2)):
    try:
        raise SystemExit(*code)
    except SystemExit as error:
        print(repr(error), repr(error.code))
try:
    exit(4)
except SystemExit as error:
    print("exit()", error.code)
try:
    quit()
except SystemExit as error:
    print("quit()", error.code)
print(repr(exit), repr(quit), str(copyright)[:14], callable(help))


class Custom(SystemExit):
    def __str__(self):
        return "custom text"


try:
    raise Custom(7)
finally:
    print("finally before exit")
