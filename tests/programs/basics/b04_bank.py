class InsufficientFunds(Exception):
    def __init__(self, needed, available):
        self.needed, self.available = needed, available
        super().__init__(needed, available)

    def __str__(self):
        return f"need {self.needed}, have {self.available}"


class Account:
    interest = 0.01
    _registry = {}

    def __init__(self, owner, balance=0):
        self.owner = owner
        self._balance = balance
        self.history = [("open", balance)]
        Account._registry[owner] = self

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise InsufficientFunds(-value, self._balance)
        self.history.append(("set", value))
        self._balance = value

    @classmethod
    def find(cls, owner):
        return cls._registry[owner]

    def __iadd__(self, amount):
        self.balance += amount
        return self

    def __str__(self):
        return f"{self.owner}: {self._balance:.2f}"

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {self._balance!r})"


class Savings(Account):
    interest = 0.05

    def year(self):
        self.balance = round(self.balance * (1 + self.interest), 2)


a, b = Account("ann", 100), Savings("bob", 50)
print(a, b, repr(a), repr(b), [a, b])
a.balance -= 30
a += 5.5
print(a, a.history)
try:
    a.balance = -10
except InsufficientFunds as error:
    print(type(error).__name__, error, error.args, repr(error))
for _ in range(3):
    b.year()
print(b, b.history, b.interest, Savings.interest, Account.interest)
b.interest = 1
b.year()
print(b, Savings.interest, b.__dict__["interest"])
print(Account.find("ann") is a, sorted(Account._registry))
try:
    Account.find("zed")
except KeyError as error:
    print("KeyError", error)
try:
    del a.balance
except AttributeError as error:
    print(error)
print(type(Account.balance).__name__, Account.balance.fget.__name__, Account.balance.fset(b, 1), b.balance)
