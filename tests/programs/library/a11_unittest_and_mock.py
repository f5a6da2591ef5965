import io
import sys
import unittest
from unittest import mock


class Calculator:
    def add(self, a, b):
        return a + b

    def divide(self, a, b):
        return a / b


class TestCalculator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print("setUpClass")

    def setUp(self):
        self.calc = Calculator()
        self.addCleanup(print, "cleanup")

    def tearDown(self):
        print("tearDown")

    def test_add(self):
        self.assertEqual(self.calc.add(1, 2), 3)

    def test_divide(self):
        with self.assertRaises(ZeroDivisionError) as caught:
            self.calc.divide(1, 0)
        self.assertIn("zero", str(caught.exception))
        with self.assertRaisesRegex(TypeError, "unsupported"):
            self.calc.divide(1, "a")

    def test_fails(self):
        self.assertEqual({"a": [1, 2]}, {"a": [1, 3]}, "custom message")

    def test_error(self):
        raise KeyError("boom")

    @unittest.skip("not now")
    def test_skipped(self):
        pass

    @unittest.expectedFailure
    def test_expected(self):
        self.assertTrue(False)

    def test_subtests(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertNotEqual(i, 1)


stream = io.StringIO()
suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestCalculator)
result = unittest.TextTestRunner(stream=stream, verbosity=2).run(suite)
print(result.testsRun, len(result.failures), len(result.errors), len(result.skipped), len(result.expectedFailures), result.wasSuccessful())
for line in stream.getvalue().splitlines():
    print(line if not line.startswith("Ran ") else line.split(" in ")[0])
case = unittest.TestCase()
for check in (lambda: case.assertEqual([1, 2, 3], [1, 5, 3]), lambda: case.assertEqual("a\nb", "a\nc"), lambda: case.assertTrue(0), lambda: case.assertIs(1, 2), lambda: case.assertIsNone(5), lambda: case.assertIn(1, [2]), lambda: case.assertAlmostEqual(1, 1.1), lambda: case.assertGreater(1, 2), lambda: case.assertRegex("a", "b"), lambda: case.assertCountEqual([1, 1], [1, 2]), lambda: case.assertRaises(ValueError, int, "5"), lambda: case.assertIsInstance(1, str), lambda: case.assertDictEqual({1: 2}, {1: 3}), lambda: case.fail("explicit"), lambda: case.assertEqual((1,), (2,)), lambda: case.assertEqual({1}, {2}), lambda: case.assertHasAttr(1, "zz"), lambda: case.assertStartsWith("abc", "x"), lambda: case.assertEqual(1, 2)):
    try:
        check()
    except AssertionError as error:
        print(error)
m = mock.Mock(return_value=5, name="m")
print(m(1, a=2), m.called, m.call_count, m.call_args, m.mock_calls, str(m.attr.deep(3)).split(" id")[0], m.mock_calls[1:], str(m).split(" id")[0])
m.assert_called_once_with(1, a=2)
for bad in (lambda: m.assert_called_once_with(2), lambda: m.assert_not_called(), lambda: m.other.assert_called(), lambda: m.assert_any_call(9), lambda: mock.Mock(spec=Calculator).nope, lambda: mock.create_autospec(Calculator().add)(1), lambda: m.assrt_called()):
    try:
        bad()
    except (AssertionError, AttributeError, TypeError) as error:
        print(type(error).__name__, error)
m.side_effect = [1, KeyError("k"), 3]
print(m(), end=" ")
try:
    m()
except KeyError as error:
    print(error, m())
magic = mock.MagicMock()
magic.__len__.return_value = 7
magic.__getitem__.side_effect = lambda k: k * 2
with magic as entered:
    print(len(magic), magic[4], int(magic), list(magic), bool(magic), entered is magic.__enter__.return_value)
with mock.patch.object(Calculator, "add", return_value="patched") as patched, mock.patch.dict("os.environ", {"X": "1"}), mock.patch("sys.argv", ["fake"]):
    print(Calculator().add(1, 2), patched.call_args, __import__("os").environ["X"], sys.argv)
print(Calculator().add(1, 2), mock.ANY == 5, mock.call(1, a=2) == ((1,), {"a": 2}), mock.sentinel.thing, mock.DEFAULT, mock.call.f(1).g(2))
opened = mock.mock_open(read_data="file data")
with mock.patch("builtins.open", opened):
    print(open("x").read(), opened.call_args_list)
async_mock = mock.AsyncMock(return_value="awaited")
import asyncio
print(asyncio.run(async_mock(1)), async_mock.await_count)
