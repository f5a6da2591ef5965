class M:
    def __enter__(self):
        return "entered"

    def __exit__(self, *a):
        print("exit")


with M() as m:
    print(m)
