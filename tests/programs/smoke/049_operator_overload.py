class C:
    def __add__(self, other):
        return "added"

    def __eq__(self, other):
        return True


print(C() + 1, C() == 2)
