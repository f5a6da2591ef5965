class Life:
    def __init__(self, rows):
        self.cells = {(x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char == "#"}
        self.generation = 0

    def neighbours(self, x, y):
        return sum((x + dx, y + dy) in self.cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)

    def step(self):
        candidates = {(x + dx, y + dy) for x, y in self.cells for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        self.cells = {cell for cell in candidates if (n := self.neighbours(*cell)) == 3 or n == 2 and cell in self.cells}
        self.generation += 1

    def show(self, width, height):
        print("generation", self.generation)
        for y in range(height):
            print("".join("#" if (x, y) in self.cells else "." for x in range(width)))


glider = Life([".#.", "..#", "###"])
for _ in range(5):
    glider.show(7, 6)
    glider.step()
for _ in range(45):
    glider.step()
print(sorted(glider.cells), len(glider.cells))
pentomino = Life([".##", "##.", ".#."])
sizes = []
for _ in range(60):
    sizes.append(len(pentomino.cells))
    pentomino.step()
print(sizes)


def queens(n):
    solutions = []

    def place(row, columns, down, up, board):
        if row == n:
            solutions.append(board)
            return
        for column in range(n):
            if column not in columns and row - column not in down and row + column not in up:
                place(row + 1, columns | {column}, down | {row - column}, up | {row + column}, board + [column])

    place(0, frozenset(), frozenset(), frozenset(), [])
    return solutions


print(len(queens(6)), queens(6), len(queens(7)))
