import datetime as dt
from datetime import date, datetime, time, timedelta, timezone

d = date(2024, 2, 29)
print(d, repr(d), d.weekday(), d.isoweekday(), d.isocalendar(), d.toordinal(), date.fromordinal(738000), d.replace(year=2023, day=28), d.strftime("%Y-%m-%d %a %A %b %B %j %U %W %y %%"), d.ctime(), d.timetuple()[:8], date.fromisoformat("2024-W09-4"), date.min, date.max, date.fromisocalendar(2024, 9, 4))
t = time(13, 5, 7, 123456)
print(t, repr(t), t.isoformat("minutes"), t.strftime("%H:%M:%S.%f %I %p"), time.fromisoformat("04:23:01.5"), t.replace(hour=0, fold=1), t < time(14), time.min, time.max, bool(time()), time(1, tzinfo=timezone.utc))
n = datetime(2024, 12, 31, 23, 59, 58, 999999)
print(n, repr(n), n.isoformat(" ", "seconds"), n.date(), n.time(), n + timedelta(seconds=2), n - timedelta(days=365), n - datetime(2024, 1, 1), n.timetuple().tm_yday, n.strftime("%d/%m/%y %X %x %c"), datetime.combine(d, t), n.replace(microsecond=0), n.isocalendar().week, n > datetime(2024, 1, 1), n == n.replace(), max(n, datetime(2025, 1, 1)))
td = timedelta(days=-1, hours=3, microseconds=5)
print(td, repr(td), td.days, td.seconds, td.microseconds, td.total_seconds(), abs(td), -td, td * 2, td / 2, td // timedelta(hours=1), td % timedelta(hours=1), divmod(td, timedelta(hours=5)), td / timedelta(days=1), timedelta(weeks=1, minutes=90), timedelta(0.5), bool(timedelta()), timedelta.max, timedelta.min, timedelta.resolution, sum([timedelta(1), timedelta(2)], timedelta()), timedelta(milliseconds=1500), hash(timedelta(1)) == hash(timedelta(hours=24)), str(timedelta(days=100, seconds=1)))
tz = timezone(timedelta(hours=5, minutes=30), "IST")
a = datetime(2024, 1, 1, 12, tzinfo=tz)
print(a, repr(a), a.utcoffset(), a.tzname(), a.astimezone(timezone.utc), a.timestamp(), a == a.astimezone(timezone.utc), a - datetime(2024, 1, 1, tzinfo=timezone.utc), timezone.utc, timezone(timedelta(hours=-3)), timezone(timedelta(hours=1, seconds=30)), a.strftime("%z %Z %:z"), a.isoformat(), a.utctimetuple()[:6], tz.fromutc(a.replace(hour=0)))
print(datetime.fromtimestamp(0, timezone.utc), datetime.fromtimestamp(1.5, tz), datetime.fromtimestamp(1e9, timezone.utc).timestamp(), datetime.fromisoformat("2024-01-02T03:04:05.678901+02:00"), datetime.fromisoformat("20240102T0304Z"), datetime.fromisoformat("2024-01-02"), datetime.strptime("31 Jan 2020 10:20 PM +0100", "%d %b %Y %I:%M %p %z"), datetime.strptime("2020-060", "%Y-%j"), date.strptime("2020/01/02", "%Y/%m/%d"))
for bad in (lambda: date(2023, 2, 29), lambda: date(0, 1, 1), lambda: date(2023, 13, 1), lambda: time(24), lambda: datetime(2024, 1, 1, 0, 60), lambda: timedelta(days=10 ** 10), lambda: d + 5, lambda: d - n, lambda: n < d, lambda: n < a, lambda: n - a, lambda: date.fromisoformat("2024-1-1"), lambda: datetime.fromisoformat("nope"), lambda: datetime.strptime("x", "%Y"), lambda: datetime.strptime("2020", "%Q"), lambda: timezone(timedelta(hours=24)), lambda: timezone(5), lambda: date("2020"), lambda: date.max + timedelta(1), lambda: timedelta("x"), lambda: td / 0, lambda: td + 1, lambda: d.strftime(5), lambda: t + td, lambda: setattr(d, "year", 5), lambda: datetime(2020, 1, 1, tzinfo=5), lambda: date.fromordinal(0), lambda: datetime.strptime("2020 tail", "%Y")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


class Zone(dt.tzinfo):
    def utcoffset(self, when):
        return timedelta(hours=2 if when and 3 < when.month < 10 else 1)

    def dst(self, when):
        return timedelta(hours=1 if when and 3 < when.month < 10 else 0)

    def tzname(self, when):
        return "SUM" if self.dst(when) else "WIN"


z = Zone()
print([datetime(2024, m, 1, tzinfo=z).isoformat() + " " + datetime(2024, m, 1, tzinfo=z).tzname() for m in (1, 7)], datetime(2024, 7, 1, tzinfo=z).dst(), datetime(2024, 7, 1, 12, tzinfo=z).astimezone(timezone.utc))


class MyDate(date):
    def __new__(cls, *args):
        return super().__new__(cls, *args)

    def __str__(self):
        return f"my {super().__str__()}"


print(MyDate(2020, 1, 1), MyDate(2020, 1, 1) + timedelta(1), type(MyDate(2020, 1, 1) + timedelta(1)).__name__, MyDate.fromisoformat("2020-05-05"), f"{d:%d.%m.}", f"{n:%H}", f"{d}", format(d, ""))
import copy, pickle
print(pickle.loads(pickle.dumps(a)) == a, copy.copy(td) == td, {d: 1}[date(2024, 2, 29)], sorted([d, date(2020, 1, 1)])[0], hash(a) == hash(a.astimezone(timezone.utc)), d.__reduce__()[1], copy.replace(d, month=1), isinstance(n, date), dt.UTC is timezone.utc, dt.MINYEAR, dt.MAXYEAR)
import calendar
print(calendar.month(2024, 2), calendar.isleap(2024), calendar.monthrange(2024, 2), calendar.day_name[0], calendar.timegm((2024, 1, 1, 0, 0, 0)), calendar.TextCalendar(6).formatmonth(2023, 1))
