try:
    raise ValueError("message")
except ValueError as e:
    print("caught", e)
