try:
    assert 1 == 2, "message"
except AssertionError as e:
    print(e)
