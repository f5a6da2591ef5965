try:
    try:
        raise KeyError("k")
    finally:
        print("inner")
except KeyError as e:
    print(repr(e))
