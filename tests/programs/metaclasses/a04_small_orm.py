class Field:
    order = 0

    def __init__(self, kind, default=None, primary=False):
        self.kind, self.default, self.primary = kind, default, primary
        self.position = Field.order = Field.order + 1

    def __set_name__(self, owner, name):
        self.name, self.owner = name, owner

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance._values.get(self.name, self.default)

    def __set__(self, instance, value):
        if value is not None and not isinstance(value, self.kind):
            raise TypeError(f"{self.owner.__name__}.{self.name}: expected {self.kind.__name__}, got {type(value).__name__}")
        instance._values[self.name] = value

    def __eq__(self, value):
        return Condition(self.name, "=", value)

    def __lt__(self, value):
        return Condition(self.name, "<", value)

    def __repr__(self):
        return f"<Field {self.owner.__name__}.{self.name}>"

    __hash__ = object.__hash__


class Condition:
    def __init__(self, name, op, value):
        self.text = f"{name} {op} {value!r}"

    def __and__(self, other):
        joined = Condition.__new__(Condition)
        joined.text = f"({self.text} AND {other.text})"
        return joined

    def __invert__(self):
        negated = Condition.__new__(Condition)
        negated.text = f"NOT {self.text}"
        return negated


class ModelMeta(type):
    tables = {}

    def __new__(mcs, name, bases, namespace, table=None, **kwargs):
        cls = super().__new__(mcs, name, bases, namespace, **kwargs)
        fields = {}
        for base in reversed(cls.__mro__):
            fields.update((n, f) for n, f in vars(base).items() if isinstance(f, Field))
        cls._fields = dict(sorted(fields.items(), key=lambda item: item[1].position))
        cls._table = table or name.lower() + "s"
        if bases:
            mcs.tables[cls._table] = cls
        return cls

    def __getitem__(cls, name):
        return cls._fields[name]

    def __iter__(cls):
        return iter(cls._fields.values())

    @property
    def ddl(cls):
        types = {int: "INTEGER", str: "TEXT", float: "REAL"}
        columns = ", ".join(f"{f.name} {types[f.kind]}{' PRIMARY KEY' if f.primary else ''}" for f in cls)
        return f"CREATE TABLE {cls._table} ({columns})"


class Model(metaclass=ModelMeta):
    def __init__(self, **values):
        self._values = {}
        for name, value in values.items():
            if name not in type(self)._fields:
                raise AttributeError(f"{type(self).__name__} has no field {name!r}")
            setattr(self, name, value)

    @classmethod
    def where(cls, condition):
        return f"SELECT {', '.join(cls._fields)} FROM {cls._table} WHERE {condition.text}"

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{n}={getattr(self, n)!r}' for n in self._fields)})"


class Base(Model):
    id = Field(int, primary=True)


class User(Base):
    name = Field(str, "anonymous")
    age = Field(int)


class Admin(User, table="administrators"):
    level = Field(float, 1.0)


for model in (Base, User, Admin):
    print(model.ddl)
u = User(id=1, age=30)
print(u, Admin(name="root"), User["name"], list(Admin))
print(User.where((User.name == "bob") & ~(User.age < 5)))
for bad in (lambda: User(age="x"), lambda: User(size=1), lambda: setattr(u, "name", 3), lambda: User["zz"]):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
print(sorted(ModelMeta.tables), u._values, User.name is User["name"])
