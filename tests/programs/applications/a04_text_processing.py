import itertools
import re
from collections import Counter, defaultdict, deque

LOG = """2024-01-05 10:00:01 INFO  auth user=ann action=login ms=12
2024-01-05 10:00:03 ERROR db query failed: timeout after 300 ms=301
2024-01-05 10:01:10 INFO  auth user=bob action=login ms=9
2024-01-05 10:02:00 WARN  cache miss ratio=0.75 ms=3
2024-01-05 10:02:30 INFO  auth user=ann action=logout ms=2
garbage line
2024-01-06 00:00:00 ERROR db query failed: deadlock ms=55
"""
LINE = re.compile(r"(?P<date>\S+) (?P<time>\S+) (?P<level>[A-Z]+)\s+(?P<source>\w+) (?P<rest>.*)")


def parse(text):
    for number, line in enumerate(text.splitlines(), 1):
        if m := LINE.match(line):
            yield {**m.groupdict(), "line": number, "fields": dict(re.findall(r"(\w+)=(\S+)", m["rest"]))}
        else:
            print(f"line {number}: cannot parse {line!r}")


records = list(parse(LOG))
print(Counter(r["level"] for r in records), {k: len(list(g)) for k, g in itertools.groupby(records, key=lambda r: r["date"])})
by_user = defaultdict(list)
for r in records:
    if user := r["fields"].get("user"):
        by_user[user].append(r["fields"]["action"])
print(dict(by_user), sum(int(r["fields"]["ms"]) for r in records), max(records, key=lambda r: int(r["fields"]["ms"]))["rest"])


def table(rows, headers):
    widths = [max(len(str(row[i])) for row in [headers, *rows]) for i in range(len(headers))]
    line = "+".join("-" * (w + 2) for w in widths)
    yield " | ".join(h.center(w) for h, w in zip(headers, widths))
    yield line
    for row in rows:
        yield " | ".join(f"{cell:>{w}}" if isinstance(cell, (int, float)) else f"{cell:<{w}}" for cell, w in zip(row, widths))


print(*table([(r["line"], r["source"], int(r["fields"]["ms"]) / 1000) for r in records], ["#", "source", "seconds"]), sep="\n")


def edit_distance(a, b):
    previous = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        current = [i]
        for j, cb in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (ca != cb)))
        previous = current
    return previous[-1]


print(edit_distance("kitten", "sitting"), edit_distance("", "abc"), edit_distance("same", "same"))


def lcs(a, b):
    table = [[""] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + x if x == y else max(table[i][j + 1], table[i + 1][j], key=len)
    return table[-1][-1]


def huffman(text):
    import heapq

    heap = [(n, i, c) for i, (c, n) in enumerate(sorted(Counter(text).items()))]
    heapq.heapify(heap)
    next_id = len(heap)
    while len(heap) > 1:
        (n1, _, a), (n2, _, b) = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (n1 + n2, next_id, (a, b)))
        next_id += 1
    codes = {}

    def walk(node, prefix=""):
        if isinstance(node, str):
            codes[node] = prefix or "0"
        else:
            walk(node[0], prefix + "0")
            walk(node[1], prefix + "1")

    walk(heap[0][2])
    return codes


codes = huffman("abracadabra")
print(lcs("ABCBDAB", "BDCABA"), codes, len("".join(codes[c] for c in "abracadabra")))


def markdown(text):
    text = re.sub(r"^(#+) (.*)$", lambda m: f"<h{len(m[1])}>{m[2]}</h{len(m[1])}>", text, flags=re.M)
    for pattern, replacement in ((r"\*\*(.+?)\*\*", r"<b>\1</b>"), (r"_(.+?)_", r"<i>\1</i>"), (r"\[(.+?)\]\((.+?)\)", r'<a href="\2">\1</a>'), (r"`(.+?)`", r"<code>\1</code>")):
        text = re.sub(pattern, replacement, text)
    return text


print(markdown("# Title\nSome **bold** and _it_ [link](http://x) `code`\n## Sub"))


def bfs(grid, start, goal):
    queue, seen = deque([(start, [start])]), {start}
    while queue:
        (y, x), path = queue.popleft()
        if (y, x) == goal:
            return path
        for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            ny, nx = y + dy, x + dx
            if 0 <= ny < len(grid) and 0 <= nx < len(grid[0]) and grid[ny][nx] != "#" and (ny, nx) not in seen:
                seen.add((ny, nx))
                queue.append(((ny, nx), path + [(ny, nx)]))


maze = ["S.#.....", "..#.##.#", ".##..#..", "....#..G"]
path = bfs(maze, (0, 0), (3, 7))
print(path and len(path), path)
for y, row in enumerate(maze):
    print("".join("*" if path and (y, x) in path and c == "." else c for x, c in enumerate(row)))
print(" ".join(f"{b:08b}" for b in "hé".encode()), "".join(chr((ord(c) - 97 + 13) % 26 + 97) if c.islower() else c for c in "hello world"), re.sub(r"(\d)(?=(\d{3})+$)", r"\1,", "1234567890"), " ".join(w.capitalize() for w in "the title of it".split()), "racecar" == "racecar"[::-1], sorted("listen") == sorted("silent"))
trie = {}
for word in ("car", "card", "care", "cat", "dog"):
    node = trie
    for c in word:
        node = node.setdefault(c, {})
    node["$"] = True


def complete(prefix):
    node = trie
    for c in prefix:
        node = node.get(c, {})

    def collect(node, path):
        for key in sorted(node):
            if key == "$":
                yield prefix + path
            else:
                yield from collect(node[key], path + key)

    return list(collect(node, ""))


print(complete("car"), complete("d"), complete("x"), trie)
