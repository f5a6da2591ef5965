print(1.5 + 2, 0.1 + 0.2, 1e100, 1e16, 1e15, 123456789012345680.0, 1e-5, 0.0001, 1e22, 1e23)
print(7.0 // 2, -7.0 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(7.5, 2), divmod(-7.5, 2))
print(2.0 ** 0.5, 2 ** 0.5, 4 ** -1, (-8) ** (1 / 3))
print(1 / 3, 2 / 3, 10 / 5, 1e308 * 10, -1e308 * 10)
inf = float("inf")
nan = float("nan")
print(inf, -inf, nan, inf - inf, inf > 1e308, nan == nan, nan != nan, nan < 1)
print(-0.0, 0.0 == -0.0, 1 / inf, -1 / inf)
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(1234, -2), round(5.0, 0))
print(float("1.5"), float(" -2e3 "), float("1_000.5"), float("infinity"))
print(int(1e20), int(-2.9), abs(-2.5), (2.5).is_integer(), (2.0).is_integer())
print((0.75).as_integer_ratio(), (1.5).hex(), float.fromhex("0x1.8p+1"))
print(0.1 + 0.2 == 0.3, 0.5 + 0.25 == 0.75, 1.0 == 1, 2 ** 53 == 2.0 ** 53, 2 ** 53 + 1 == 2.0 ** 53)
print(3.0, 3.14159, 1e3, 1.0e-10, 5e-324, 1.7976931348623157e308)
for bad in ("1.0 / 0", "1.0 // 0", "1.0 % 0", "0.0 ** -1", "float('x')", "int(inf)", "int(nan)", "2.0 ** 10000"):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, "->", type(e).__name__ + ":", e)
