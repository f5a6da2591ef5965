class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


class LinkedList:
    def __init__(self, items=()):
        self.head = None
        for item in reversed(list(items)):
            self.push(item)

    def push(self, value):
        self.head = Node(value, self.head)

    def pop(self):
        if self.head is None:
            raise IndexError("empty list")
        value, self.head = self.head.value, self.head.next
        return value

    def __iter__(self):
        node = self.head
        while node is not None:
            yield node.value
            node = node.next

    def __len__(self):
        return sum(1 for _ in self)

    def reverse(self):
        previous, node = None, self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous

    def __repr__(self):
        return " -> ".join(map(repr, self)) or "empty"


class Tree:
    def __init__(self):
        self.root = None

    def insert(self, key):
        if self.root is None:
            self.root = [key, None, None]
            return
        node = self.root
        while True:
            side = 1 if key < node[0] else 2
            if node[side] is None:
                node[side] = [key, None, None]
                return
            node = node[side]

    def walk(self, node=...):
        node = self.root if node is ... else node
        if node:
            yield from self.walk(node[1])
            yield node[0]
            yield from self.walk(node[2])

    def depth(self, node=...):
        node = self.root if node is ... else node
        return 0 if node is None else 1 + max(self.depth(node[1]), self.depth(node[2]))


numbers = LinkedList([1, 2, 3])
print(numbers, len(numbers), list(numbers))
numbers.push("new")
print(numbers, numbers.pop(), numbers.pop(), numbers)
numbers.reverse()
print(numbers, 3 in numbers, sum(numbers), LinkedList())
try:
    LinkedList().pop()
except IndexError as error:
    print("error:", error)
tree = Tree()
for key in [50, 30, 70, 20, 40, 60, 80, 30]:
    tree.insert(key)
print(list(tree.walk()), tree.depth(), tree.root)
long = LinkedList(range(1000))
print(len(long), sum(long))
