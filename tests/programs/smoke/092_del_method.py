class C:
    def __del__(self):
        print("deleted")


c = C()
c = None
print("end")
