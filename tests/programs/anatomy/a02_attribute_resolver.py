"""Attribute lookup re-implemented in Python; it says who answered and must agree with the machine."""


def find_in_mro(cls, name):
    for c in cls.__mro__:
        if name in vars(c):
            return c, vars(c)[name]
    return None, None


def explain(obj, name):
    cls = type(obj)
    owner, attribute = find_in_mro(cls, name)
    kind = type(attribute)
    if owner and hasattr(kind, "__get__") and (hasattr(kind, "__set__") or hasattr(kind, "__delete__")):
        return f"data descriptor {kind.__name__} in {owner.__name__}", lambda: kind.__get__(attribute, obj, cls)
    if isinstance(obj, type):
        holder, value = find_in_mro(obj, name)
        if holder:
            if hasattr(type(value), "__get__"):
                return f"descriptor {type(value).__name__} in class {holder.__name__}", lambda: type(value).__get__(value, None, obj)
            return f"class attribute of {holder.__name__}", lambda: value
    elif name in getattr(obj, "__dict__", {}):
        return "instance __dict__", lambda: obj.__dict__[name]
    if owner:
        if hasattr(kind, "__get__"):
            return f"non-data descriptor {kind.__name__} in {owner.__name__}", lambda: kind.__get__(attribute, obj, cls)
        return f"class attribute of {owner.__name__}", lambda: attribute
    if find_in_mro(cls, "__getattr__")[0]:
        return f"__getattr__ of {find_in_mro(cls, '__getattr__')[0].__name__}", lambda: cls.__getattr__(obj, name)
    return "nobody", lambda: None


class Data:
    def __get__(self, obj, owner=None):
        return f"Data.__get__({obj is not None})"

    def __set__(self, obj, value):
        obj.__dict__["via_set"] = value


class NonData:
    def __get__(self, obj, owner=None):
        return f"NonData.__get__({obj is not None})"


class Meta(type):
    meta_plain = "meta attribute"
    meta_data = Data()
    both = Data()

    @property
    def meta_prop(cls):
        return f"meta property of {cls.__name__}"

    def meta_method(cls):
        return "meta method"


class Base(metaclass=Meta):
    data, non_data, plain = Data(), NonData(), "Base.plain"
    both = "shadowed by the metaclass"
    overridden = "Base"

    def method(self):
        return "method"

    @classmethod
    def cm(cls):
        return cls.__name__

    @staticmethod
    def sm():
        return "sm"

    @property
    def prop(self):
        return "prop"


class Child(Base):
    __slots__ = ("slotted",)
    overridden = "Child"

    def __getattr__(self, name):
        return f"getattr:{name}"


c = Child()
c.__dict__.update(data="hidden", non_data="instance wins", plain="instance", own="own")
c.slotted = "slot value"


def same(a, b):
    return a == b or getattr(a, "__func__", a) is getattr(b, "__func__", b)


for obj, label in ((c, "instance"), (Child, "class"), (Base(), "base instance")):
    for name in ("data", "non_data", "plain", "own", "method", "cm", "sm", "prop", "slotted", "both", "overridden", "missing", "meta_plain", "meta_prop", "meta_data", "meta_method", "__class__", "__dict__", "__doc__", "__name__"):
        who, fetch = explain(obj, name)
        try:
            real = getattr(obj, name)
        except AttributeError as error:
            print(f"{label}.{name}: {who} | AttributeError {error}")
            continue
        print(f"{label}.{name}: {who} | agrees: {same(fetch(), real)}" + (f" {real!r}" if isinstance(real, str) else ""))


def explain_set(obj, name):
    owner, attribute = find_in_mro(type(obj), name)
    if owner and hasattr(type(attribute), "__set__"):
        return f"{type(attribute).__name__}.__set__ in {owner.__name__}"
    return "instance __dict__" if hasattr(obj, "__dict__") else "not settable"


for name in ("data", "non_data", "plain", "prop", "slotted", "brand_new", "method"):
    how = explain_set(c, name)
    try:
        setattr(c, name, "new")
        print(name, how, name in c.__dict__)
    except AttributeError as error:
        print(name, how, "|", error)
print(sorted(c.__dict__), c.slotted)


def super_lookup(cls, obj, name):
    mro = type(obj).__mro__
    for c in mro[mro.index(cls) + 1:]:
        if name in vars(c):
            value = vars(c)[name]
            return value.__get__(obj, type(obj)) if hasattr(type(value), "__get__") else value
    raise AttributeError(name)


print(super_lookup(Child, c, "overridden"), super(Child, c).overridden, super_lookup(Child, c, "method")(), super_lookup(Child, c, "cm")(), super(Child, c).cm())
