"""The cost of the pytest plugin beside pytest alone: its import, a test that passes, a test that fails."""

import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.measure import Run, in_turn, run, table
from benchmarks.targets import Figures, Target

PASSING: Final = 500
FAILING: Final = 20
_PLUGIN: Final = ("-p", "atp_tui.pytest_plugin")
_IMPORT: Final = (
    "import json, time, pytest; begin = time.perf_counter(); import atp_tui.pytest_plugin;"
    " print(json.dumps({'import': time.perf_counter() - begin}))"
)
_SUITES: Final = {
    "passing": "import pytest\n\n@pytest.mark.parametrize('number', range({}))\ndef test_it(number{}):\n    pass\n",
    "failing": "import pytest\n\n@pytest.mark.parametrize('number', range({}))\ndef test_it(number{}):\n    assert 0\n",
}


def suite(folder: Path, kind: str, count: int, fixture: str = "") -> Path:
    """Return a file of so many tests."""
    path = folder / f"test_{kind}_{count}{fixture.strip(', ')}.py"
    path.write_text(_SUITES[kind].format(count, fixture), encoding="utf-8")
    return path


def tests(path: Path, *options: str) -> Run:
    """Run the tests of a file, with no plugin but those that the options name."""
    shutil.rmtree(path.parent / "packs", ignore_errors=True)
    alone = ("env", "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    return run(*alone, f"--rootdir={path.parent}", "-c", "/dev/null", *options, str(path))


def main() -> Figures:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packs = (*_PLUGIN, f"--crashpacks={folder / 'packs'}")
        passing, one = suite(folder, "passing", PASSING), suite(folder, "failing", 1)
        failing, using = suite(folder, "failing", FAILING), suite(folder, "passing", PASSING, ", crashpack")
        found = in_turn(
            {
                "import": partial(run, sys.executable, "-c", _IMPORT),
                "passing alone": partial(tests, passing),
                "passing, not asked for": partial(tests, passing, *_PLUGIN),
                "passing": partial(tests, passing, *packs),
                "passing with the fixture": partial(tests, using, *packs),
                "one alone": partial(tests, one),
                "one": partial(tests, one, *packs),
                "failing alone": partial(tests, failing),
                "failing": partial(tests, failing, *packs),
            }
        )

    def more(name: str, than: str, count: int) -> tuple[float, float]:
        """Milliseconds of CPU and of the clock that each test takes more."""
        cpu, wall = found[name].cpu - found[than].cpu, found[name].wall - found[than].wall
        return cpu * 1000 / count, wall * 1000 / count

    told = {
        "loaded and not asked for, a passing test": more("passing, not asked for", "passing alone", PASSING),
        "a passing test": more("passing", "passing alone", PASSING),
        "a passing test with the fixture": more("passing with the fixture", "passing alone", PASSING),
        "the only failing test": more("one", "one alone", 1),
        f"each of {FAILING} failing tests": more("failing", "failing alone", FAILING),
    }
    loaded = found["import"].said["import"] * 1000
    rows = [["the import, after pytest's", "", f"{loaded:.2f}"]]
    rows += [[what, f"{cpu:.3f}", f"{wall:.3f}"] for what, (cpu, wall) in told.items()]
    targets = [
        Target("import of the pytest plugin", loaded, 5, "ms"),
        Target("a passing test more with it", told["a passing test"][0], 1, "ms"),
        Target("a passing test more with its fixture", told["a passing test with the fixture"][0], 1, "ms"),
        Target("the only failing test more with it", told["the only failing test"][1], 500, "ms"),
    ]
    return Figures(table(("more than pytest alone, ms", "CPU", "clock"), rows), targets)


if __name__ == "__main__":
    print(main().text)
