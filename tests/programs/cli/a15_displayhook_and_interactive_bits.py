import builtins
import sys

sys.displayhook(5)
print(builtins._)
sys.displayhook(None)
print(builtins._)
exec(compile("1 + 1\n", "<single>", "single"))
print(_)
sys.displayhook = lambda value: print("hook got", value)
exec(compile("'shown'\n", "<single>", "single"))
sys.displayhook = sys.__displayhook__
sys.displayhook("é\n")
print(hasattr(sys, "ps1"), sys.flags.interactive, sys.flags.inspect, bool(sys.flags.dev_mode), sys.flags.utf8_mode in (0, 1), sys.dont_write_bytecode, sys.warnoptions, sys._xoptions)
print(sys.byteorder, sys.platform, sys.implementation.cache_tag, sys.hexversion >> 16 == 0x030E, sys.api_version, sys.copyright.splitlines()[0], sys.getswitchinterval(), sys.getfilesystemencoding(), sys.getfilesystemencodeerrors(), sys.float_info.radix, sys.hash_info.width, sys.thread_info.name, sys.version_info.major, sys.version.split()[0].startswith("3.14"), sys.abiflags, sys.is_finalizing(), sys.pycache_prefix, sys.platlibdir, sys.exec_prefix == sys.prefix)
for bad in (lambda: sys.displayhook(), lambda: sys.exit(1, 2), lambda: sys.intern(5), lambda: sys.setswitchinterval(0), lambda: sys.setswitchinterval("x"), lambda: sys.getrefcount(), lambda: sys.call_tracing(5, 6), lambda: sys._clear_type_cache(1), lambda: sys.setdlopenflags("x"), lambda: sys.audit(), lambda: sys.nothing):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
events = []
sys.addaudithook(lambda event, args: events.append(event) if event.startswith("test.") else None)
sys.audit("test.event", 1, 2)
print(events)
print(sys.call_tracing(lambda a: a * 2, (4,)), sys.is_stack_trampoline_active(), sys.activate_stack_trampoline.__name__, sys.getallocatedblocks() > 0, sys._getframe().f_code.co_name, sys.get_asyncgen_hooks(), sys.getunicodeinternedsize() > 0)
