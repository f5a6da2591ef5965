import dis


def arithmetic(a, b):
    c = a + b * 2 - a // b
    return -c if c > 0 else not c


def loops(items):
    total = 0
    for x in items:
        if x is None:
            continue
        total += x
    while total:
        total -= 1
        if total == 5:
            break
    return total


def handlers(f):
    try:
        f()
    except ValueError as e:
        print(e)
    except (TypeError, KeyError):
        raise
    else:
        return 1
    finally:
        f = None


def managers(cm):
    with cm as x, cm:
        return x


for function in (arithmetic, loops, handlers, managers):
    print(function.__name__)
    dis.dis(function)
