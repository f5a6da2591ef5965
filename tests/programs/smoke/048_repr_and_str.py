class C:
    def __repr__(self):
        return "<C>"


print(C(), [C()], str(C()))
