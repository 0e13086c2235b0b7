"""What an exception says of a failure."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from atp_tui.pytest_plugin.attempt import Failure
from atp_tui.pytest_plugin.failure import FRAMES_LIMIT, failure_of


def module(path: Path, text: str, name: str = "made") -> ModuleType:
    """A module from a file, as an import would make it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = ModuleType(name)
    exec(compile(text, str(path), "exec"), found.__dict__)  # noqa: S102 - the text of this test
    return found


def failure(root: Path, call: Callable[[], object]) -> Failure:
    try:
        call()
    except BaseException as error:  # noqa: BLE001 - whatever it is
        return failure_of("call", error, "report", "a.py::t", str(root))
    raise AssertionError("nothing was raised")


RAISES = (
    "class Sender:\n    def send(self):\n        def inner():\n            raise OSError('gone')\n        inner()\n"
)


def test_the_place_is_the_innermost_function_of_the_project(tmp_path: Path) -> None:
    found = failure(tmp_path, lambda: module(tmp_path / "net.py", RAISES, "project.net").Sender().send())
    assert found.violation_type == "OSError in Sender.send.inner (project.net)"
    assert found.message == "gone"
    assert found.frames == (
        "net.py:5 in Sender.send: inner()",
        "net.py:4 in Sender.send.<locals>.inner: raise OSError('gone')",
    )


def test_a_library_is_not_the_place_but_the_installed_project_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "env" / "lib" / "site-packages"
    monkeypatch.setattr(sys, "path", [str(packages), *sys.path])
    library = module(packages / "library" / "net.py", RAISES, "library.net")
    caller = module(tmp_path / "root" / "tests" / "test_a.py", "def test_it(call): call()", "test_a")
    call = library.Sender().send
    found = failure(tmp_path / "root", lambda: caller.test_it(call))
    assert found.place == "test_it (test_a)"
    assert found.frames[-1].startswith("library/net.py:4 in Sender.send")
    (tmp_path / "root" / "src" / "library").mkdir(parents=True)
    assert failure(tmp_path / "root", lambda: caller.test_it(call)).place == "Sender.send.inner (library.net)"


def test_a_function_that_hides_itself_is_not_the_place(tmp_path: Path) -> None:
    text = "def check():\n    __tracebackhide__ = True\n    raise AssertionError\ndef test_it():\n    check()\n"
    assert failure(tmp_path, module(tmp_path / "test_a.py", text, "test_a").test_it).place == "test_it (test_a)"


def test_a_group_of_one_is_that_one_and_others_are_named(tmp_path: Path) -> None:
    def raised(*errors: Exception) -> Callable[[], None]:
        def call() -> None:
            raise ExceptionGroup("some", errors)

        return call

    assert failure(tmp_path, raised(ExceptionGroup("in", [KeyError("k")]))).error == "KeyError"
    assert failure(tmp_path, raised(OSError(), KeyError(), OSError())).error == "ExceptionGroup of KeyError, OSError"


def test_an_exception_that_says_nothing_is_still_a_failure(tmp_path: Path) -> None:
    class OddError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def call() -> None:
        raise OddError

    assert failure(tmp_path, call).message == ""


def test_of_many_calls_the_innermost_are_kept(tmp_path: Path) -> None:
    text = "def down(number):\n    if not number: raise OSError\n    down(number - 1)\n"
    found = failure(tmp_path, lambda: module(tmp_path / "deep.py", text).down(200))
    assert len(found.frames) == FRAMES_LIMIT
    assert found.frames[-1] == "deep.py:2 in down: if not number: raise OSError"


def test_a_report_without_an_exception_is_placed_at_its_test() -> None:
    found = failure_of("call", None, "[XPASS(strict)] why", "a.py::t[1]", "/r")
    assert found.violation_type == "XPassStrict in a.py::t"
    assert failure_of("call", None, "odd", "a.py::t", "/r").error == "Failed"
