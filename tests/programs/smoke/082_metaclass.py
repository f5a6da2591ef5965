class M(type):
    def __new__(mcs, name, bases, ns):
        ns["added"] = 1
        return super().__new__(mcs, name, bases, ns)


class C(metaclass=M):
    pass


print(C.added, type(C).__name__)
