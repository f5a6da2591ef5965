import dis
import io
import opcode


def sample(a, b=3):
    if a > b:
        a = a + b
    return [a, b]


for i in dis.get_instructions(sample):
    print(i.offset, i.opname, i.opcode == opcode.opmap[i.opname], i.arg, i.argval, i.argrepr, i.starts_line, i.line_number, i.is_jump_target, i.jump_target, i.start_offset, i.cache_offset, i.end_offset, i.positions, i.cache_info and [(n, s) for n, s, _ in i.cache_info])
b = dis.Bytecode(sample)
print(b.first_line, b.codeobj is sample.__code__, len(list(b)), b.info())
print(b.dis(), end="")
print(dis.code_info(sample))
out = io.StringIO()
dis.dis(sample, file=out, show_caches=True)
print(out.getvalue(), end="")
dis.dis(sample, show_offsets=True)
dis.dis(sample, show_positions=True)
dis.dis(sample.__code__.co_code)
print(dis.stack_effect(opcode.opmap["LOAD_CONST"], 0), dis.stack_effect(opcode.opmap["CALL"], 2), dis.stack_effect(opcode.opmap["FOR_ITER"], 5, jump=True), dis.stack_effect(opcode.opmap["FOR_ITER"], 5, jump=False))
try:
    dis.stack_effect(opcode.opmap["LOAD_CONST"])
except ValueError as error:
    print(error)
print(len(dis.opmap), dis.opname[opcode.opmap["RESUME"]], dis.hasconst, dis.hasname, dis.haslocal, dis.hasfree, dis.hasjump if hasattr(dis, "hasjump") else "", dis.hasjabs, dis.cmp_op, dis.EXTENDED_ARG, dis.HAVE_ARGUMENT if hasattr(dis, "HAVE_ARGUMENT") else "")
print(sorted(dis.opmap.items(), key=lambda kv: kv[1]))
print(opcode._inline_cache_entries, opcode._nb_ops)
dis.show_code("a = 1")
dis.dis("def f(x):\n    return [y for y in x]\nclass C: pass", depth=1)
for bad in (5, None, object()):
    try:
        dis.dis(bad) if bad is not None else dis.distb()
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0])
    except SystemExit:
        print("exit")
long = "x = [" + ", ".join(f"a{i}" for i in range(300)) + "]"
for i in list(dis.get_instructions(compile(long, "f", "exec")))[255:262]:
    print(i.offset, i.opname, i.arg, i.argval)
