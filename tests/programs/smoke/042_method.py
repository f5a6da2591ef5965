class C:
    def m(self, x):
        return x


print(C().m(5))
