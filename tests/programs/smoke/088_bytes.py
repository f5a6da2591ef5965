b = b"ab"
print(b, b[0], b.decode(), bytearray(b))
