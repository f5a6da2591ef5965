"""Long displays of constants become one constant where they are looped over or searched."""
import dis

ITEMS = ", ".join(map(str, range(31)))
WORDS = ", ".join(map(repr, "the quick brown fox jumps over the lazy dog and runs".split())) + ", " + ITEMS
NESTED = "(1, 2), -3, 'a' 'b', 2 * 4, " + ITEMS

SOURCES = {
    "list in for": f"def f(a):\n    a.b()\n    for x in [{ITEMS}]:\n        print(x)\n",
    "list first": f"def f():\n    for x in [\n        {ITEMS}\n    ]:\n        print(x)\n",
    "tuple in for": f"def f():\n    for x in ({ITEMS}):\n        print(x)\n",
    "set in for": f"def f():\n    for x in {{{ITEMS}}}:\n        print(x)\n",
    "after if": f"def f(a):\n    if a:\n        for x in [{ITEMS}]:\n            a()\n    for x in [{ITEMS}]:\n        a()\n",
    "in while": f"def f(a):\n    while a:\n        for x in [{ITEMS}]:\n            a()\n",
    "comprehension": f"def f():\n    return [x for x in [{WORDS}]]\n",
    "generator": f"def f():\n    return (x for x in [{WORDS}])\n",
    "in list": f"def f(a):\n    return a in [{WORDS}]\n",
    "not in set": f"def f(a):\n    return a not in {{{WORDS}}}\n",
    "in chain": f"def f(a, b):\n    return a < b in [{ITEMS}]\n",
    "in the middle": f"def f(a, b):\n    return a in [{ITEMS}] in b\n",
    "nested": f"def f(a):\n    for x in [{NESTED}]:\n        a()\n",
    "not constant": f"def f(a):\n    for x in [{ITEMS}, a]:\n        a()\n",
    "thirty": f"def f(a):\n    for x in [{ITEMS[:-4]}]:\n        a()\n",
    "assigned": f"def f(a):\n    a = [{ITEMS}]\n    a = ({ITEMS})\n    a = {{{ITEMS}}}\n",
    "twice": f"def f(a):\n    for x in [{ITEMS}]:\n        a()\n    return a in ({ITEMS})\n",
}


def shown(constant):
    if isinstance(constant, frozenset):
        return sorted(constant, key=repr)
    return constant if not hasattr(constant, "co_code") else constant.co_name


for name, source in SOURCES.items():
    code = compile(source, "x.py", "exec").co_consts[0]
    print("---", name, code.co_stacksize)
    print([shown(constant) for constant in code.co_consts])
    for instruction in dis.get_instructions(code):
        if instruction.opname not in ("SET_ADD", "LIST_APPEND", "LOAD_SMALL_INT"):
            print(instruction.offset, instruction.opname, instruction.arg, *instruction.positions)
    print(code.co_linetable.hex())
