"""The `cProfile` module: `profile`'s interface over the native profiler `_lsprof`."""

import _lsprof
import io
import profile as _pyprofile

__all__ = ["run", "runctx", "Profile"]


def run(statement, filename=None, sort=-1):
    return _pyprofile._Utils(Profile).run(statement, filename, sort)


def runctx(statement, globals, locals, filename=None, sort=-1):
    return _pyprofile._Utils(Profile).runctx(statement, globals, locals, filename, sort)


run.__doc__ = _pyprofile.run.__doc__
runctx.__doc__ = _pyprofile.runctx.__doc__


class Profile(_lsprof.Profiler):
    """Profile(timer=None, timeunit=None, subcalls=True, builtins=True)

    A profiler with the methods of `profile.Profile`. The timer is a fast native one
    unless a function is given; `timeunit` says how many seconds one unit of a timer
    that returns integers is.
    """

    def print_stats(self, sort=-1):
        from pstats import Stats

        keys = sort if isinstance(sort, tuple) else (sort,)
        Stats(self).strip_dirs().sort_stats(*keys).print_stats()

    def dump_stats(self, file):
        from marshal import dump

        self.create_stats()
        with open(file, "wb") as stream:
            dump(self.stats, stream)

    def create_stats(self):
        self.disable()
        self.snapshot_stats()

    def snapshot_stats(self):
        """Turn what was counted into the dictionary that `pstats` reads."""
        entries = self.getstats()
        self.stats = {}
        for entry in entries:
            first = entry.callcount - entry.reccallcount
            self.stats[label(entry.code)] = (
                first,
                entry.callcount,
                entry.inlinetime,
                entry.totaltime,
                {},
            )
        for entry in entries:
            caller = label(entry.code)
            for called in entry.calls or ():
                known = self.stats.get(label(called.code))
                if known is None:
                    continue
                callers = known[4]
                counted = (
                    called.callcount,
                    called.callcount - called.reccallcount,
                    called.inlinetime,
                    called.totaltime,
                )
                before = callers.get(caller, (0, 0, 0, 0))
                callers[caller] = tuple(a + b for a, b in zip(before, counted))

    def run(self, cmd):
        import __main__

        namespace = __main__.__dict__
        return self.runctx(cmd, namespace, namespace)

    def runctx(self, cmd, globals, locals):
        self.enable()
        try:
            exec(cmd, globals, locals)
        finally:
            self.disable()
        return self

    def runcall(self, func, /, *args, **kw):
        self.enable()
        try:
            return func(*args, **kw)
        finally:
            self.disable()

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *exc_info):
        self.disable()


def label(code):
    """How `pstats` names a code object, or a built-in function given by its name."""
    if isinstance(code, str):
        return ("~", 0, code)
    return (code.co_filename, code.co_firstlineno, code.co_name)


def main():
    import os
    import runpy
    import sys
    from importlib.machinery import ModuleSpec
    from optparse import OptionParser
    from pstats import Stats

    usage = "cProfile.py [-o output_file_path] [-s sort] [-m module | scriptfile] [arg] ..."
    parser = OptionParser(usage=usage)
    parser.allow_interspersed_args = False
    parser.add_option("-o", "--outfile", dest="outfile", help="Save stats to <outfile>", default=None)
    parser.add_option(
        "-s",
        "--sort",
        dest="sort",
        help="Sort order when printing to stdout, based on pstats.Stats class",
        default=2,
        choices=sorted(Stats.sort_arg_dict_default),
    )
    parser.add_option("-m", dest="module", action="store_true", help="Profile a library module", default=False)
    if not sys.argv[1:]:
        parser.print_usage()
        sys.exit(2)
    options, args = parser.parse_args()
    sys.argv[:] = args
    # The program may change directories before the statistics are written.
    if options.outfile is not None:
        options.outfile = os.path.abspath(options.outfile)
    if not args:
        parser.print_usage()
        return parser
    if options.module:
        code = "run_module(modname, run_name='__main__')"
        namespace = {"run_module": runpy.run_module, "modname": args[0]}
    else:
        script = args[0]
        sys.path.insert(0, os.path.dirname(script))
        with io.open_code(script) as stream:
            code = compile(stream.read(), script, "exec")
        module = type(sys)("__main__")
        module.__spec__ = ModuleSpec(name="__main__", loader=None, origin=script)
        module.__file__ = script
        module.__builtins__ = __builtins__
        sys.modules["__main__"] = module
        namespace = module.__dict__
    try:
        runctx(code, namespace, None, options.outfile, options.sort)
    except BrokenPipeError as error:
        # Nobody reads the statistics any more; nothing is to be written at exit either.
        sys.stdout = None
        sys.exit(error.errno)
    return parser


if __name__ == "__main__":
    main()
