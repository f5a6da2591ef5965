"""Run by runpy."""

name = __name__
doubled = given * 2
if __name__ == "__main__":
    print("as main", __file__.rsplit("/", 1)[-1])
