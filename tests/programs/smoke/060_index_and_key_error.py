try:
    [][0]
except IndexError as e:
    print(e)
try:
    {}["k"]
except KeyError as e:
    print(e)
