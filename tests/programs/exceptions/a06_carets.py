import traceback


def show(f):
    try:
        f()
    except Exception:
        print(traceback.format_exc(limit=-1).split("\n", 1)[1], end="")


class Obj:
    attr = None
    lst = [1]


obj = Obj()
none = None
one, zero = 1, 0


def f1(): return one / zero
def f2(): return one + one / zero + one
def f3(): return obj.attr.missing
def f4(): return obj.lst[5]
def f5(): return obj.lst[one][zero]
def f6(): return none()
def f7(): return obj.attr(1, 2)
def f8(): return (one +
                  none)
def f9(): obj.lst[7] = one
def f10(): del obj.lst[9]
def f11(): none.x = 5
def f12(): a, b = [1, 2, 3]
def f13(): return undefined_thing + 1
def f14(): return [x / zero for x in obj.lst]
def f15(): return {k: v for k, v in [1]}
def f16(): return f"{one / zero} text"
def f17(): raise ValueError("plain raise")
def f18(): raise ValueError from none.x
def f19(): assert one == zero, "message"
def f20(): assert zero
def f21(): return not_there.attr(1)[2]
def f22(): return obj.method(one, two=2)
def f23(): return one if none.y else zero
def f24(): return -none
def f25(): return one < none
def f26(): return one in none
def f27(): return (lambda: none.z)()
def f28(): import no_such_module_here
def f29(): from math import nothing_like_it
def f30():
    with none:
        pass
def f31():
    for _ in one:
        pass
def f32(): return print(*one)
def f33(): return dict(**one)
def f34(): return int("x" + str(one))
def f35(): return sum(
        none for _ in range(2)
    )
def f36(): return "é" + "日本" + none.wide
def f37():
    return obj \
        .lst \
        .missing
def f38(): x = one; y = x / zero; return y
def f39(): return [1,
                   2,
                   none.attr,
                   ]
def f40(): yield_ = (i for i in none)
def f41(): return one @ zero
def f42(): one.real.imag.nothing
def f43():
    obj.attr += one
def f44(): return await_it[0:none.a]
def f45(): return obj.lst[one:zero:zero]
def f46(): return none[one, zero]
def f47():
    	return none.tabs
def f48(): return one and zero or none.bool


for number in range(1, 49):
    print(number, end=" ")
    show(globals()[f"f{number}"])
