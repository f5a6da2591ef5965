print("b" in "abc", [c for c in "héé"], "abc"[1], "日本"[0])
