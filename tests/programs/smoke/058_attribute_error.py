try:
    (5).x
except AttributeError as e:
    print(e)
