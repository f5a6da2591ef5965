class C:
    @classmethod
    def a(cls):
        return cls.__name__

    @staticmethod
    def b():
        return "static"


print(C.a(), C.b(), C().a())
