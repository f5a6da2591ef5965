text = """the quick brown fox jumps over the lazy dog
the dog sleeps and the fox runs
a quick dog is a happy dog"""

counts = {}
for word in text.split():
    counts[word] = counts.get(word, 0) + 1
for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
    print(f"{word:<8}{count:>3} {'#' * count}")
by_length = {}
for word in sorted(set(text.split())):
    by_length.setdefault(len(word), []).append(word)
print(by_length)
index = {}
for number, line in enumerate(text.splitlines(), start=1):
    for word in line.split():
        index.setdefault(word, set()).add(number)
print({word: sorted(lines) for word, lines in sorted(index.items()) if len(lines) > 1})
letters = [0] * 26
for char in text:
    if "a" <= char <= "z":
        letters[ord(char) - ord("a")] += 1
print("".join(f"{chr(i + 97)}{n}" for i, n in enumerate(letters) if n))
print(" ".join(word[::-1] for word in text.split()[:5]))
print(text.title().splitlines()[0], len(text), text.count("the"), text.find("lazy"))
caesar = "".join(chr((ord(c) - 97 + 13) % 26 + 97) if c.isalpha() else c for c in text.splitlines()[0])
print(caesar)
longest = max(text.split(), key=len)
print(longest, [w for w in text.split() if len(w) == len(longest)])
runs = []
for char in "aaabbcddd":
    if runs and runs[-1][0] == char:
        runs[-1][1] += 1
    else:
        runs.append([char, 1])
print(runs, "".join(f"{c}{n}" for c, n in runs))
