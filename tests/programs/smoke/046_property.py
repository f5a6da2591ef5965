class C:
    @property
    def x(self):
        return 5


print(C().x)
