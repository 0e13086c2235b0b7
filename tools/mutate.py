"""Change the program at single points and see which changes the tests of the same folder do not notice.

python tools/mutate.py [--sample N] [--seed S] [--only WORD] tries N changes of each module of the engine and the store
on a copy of the project, one after the other, each in a forked process. The tests that call the changed function run,
those of the module's mirror file first. Survivors that change nothing stand in tools/equivalent_mutants.toml.
"""

import argparse
import cProfile
import collections
import contextlib
import gc
import hashlib
import importlib
import os
import pickle
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final, NamedTuple

import hypothesis
import pytest
from mutations import Mutant, mutants

ROOT: Final = Path(__file__).resolve().parent.parent
EQUIVALENT: Final = ROOT / "tools" / "equivalent_mutants.toml"
FOLDERS: Final = ("engine", "store")

WARM: Final = ("numpy", "pydantic", "msgspec", "re2", "stringzilla", "cryptography", "trio")
"""Libraries that are loaded once, before all forks. The program is not: a changed module must be imported afresh."""

EXAMPLES: Final = 30
"""Examples of each property for one change: a change that needs more is caught by luck."""

ENOUGH: Final = 5
"""CPU seconds of tests after which a change counts as survived."""

ENDLESS: Final = 20
"""CPU seconds of one test after which it counts as failed."""

WALL_SECONDS: Final = 900
PLUGINS: Final = tuple(f"-pno:{name}" for name in ("cacheprovider", "xdist"))

KEPT: Final = ROOT / ".mutants"
"""What the tests of each file call, kept for the next run."""

PROFILE: Final = cProfile.Profile(subcalls=False, builtins=False)
"""Notes which functions are called, at little cost."""

Function = tuple[str, int]
"""A function by the path of its module and its first line."""


class Tests(NamedTuple):
    """What each test of a folder calls and costs in CPU seconds, and what runs while modules are imported."""

    calls: dict[str, frozenset[Function]]
    seconds: dict[str, float]
    imported: frozenset[Function]


class Runner:
    """A pytest plugin that gives the collected tests to a function instead of running them."""

    def __init__(self, work: Callable[[pytest.Session], object]) -> None:
        self._work = work
        self.answer: object = "import"

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Let properties draw the same examples each time, and report the first that fails as it is."""
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("mutants", deadline=None, database=None, derandomize=True, phases=phases)
        hypothesis.settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        PROFILE.disable()
        if not session.testsfailed:
            self.answer = self._work(session)
        return True


def collected(paths: Sequence[str], work: Callable[[pytest.Session], object]) -> object:
    """What a function makes of the tests in some files; ``import`` where these cannot be collected."""
    runner = Runner(work)
    if work is measured:
        PROFILE.enable()
    pytest.main(
        [
            "-q",
            "-s",
            "-Wignore::pytest.PytestAssertRewriteWarning",
            *PLUGINS,
            f"--basetemp={tempfile.mkdtemp(dir='.')}",
            *paths,
        ],
        [runner],
    )
    return runner.answer


def run(session: pytest.Session, nodes: Sequence[str]) -> str:
    """The first test that fails, or nothing."""
    items = {item.nodeid: item for item in session.items}
    chosen = [items[node] for node in nodes if node in items]
    began = time.process_time()
    for item, following in zip(chosen, [*chosen[1:], None], strict=True):
        if (used := time.process_time()) - began > ENOUGH:
            break
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + ENDLESS, resource.RLIM_INFINITY))
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return item.nodeid
    return ""


def forked(work: Callable[[], object], *, limited: bool = True) -> Any:  # noqa: ANN401 -- whatever the work returns
    """What a function returns in a process of its own, or how the process ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        for stream in (0, 1, 2) if limited else (1,):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        if limited:
            os.setsid()
        try:
            answer = pickle.dumps(work())
            with open(writing, "wb") as pipe:
                pipe.write(answer)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writing)
    if limited:
        signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
        signal.alarm(WALL_SECONDS)
    with open(reading, "rb") as pipe:
        answer = pipe.read()
    signal.alarm(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return pickle.loads(answer) if answer else f"ended with {status}"  # noqa: S301 -- bytes of our own process


def called() -> frozenset[Function]:
    """The program's functions that were called since this was last asked."""
    PROFILE.disable()
    here = f"{Path.cwd()}/"
    codes = [entry.code for entry in PROFILE.getstats() if isinstance(entry.code, CodeType)]
    PROFILE.clear()
    own = [code for code in codes if code.co_filename.startswith(f"{here}atp_tui/")]
    return frozenset((code.co_filename.removeprefix(here), code.co_firstlineno) for code in own)


def digest(paths: Iterable[Path]) -> str:
    """What tells one content of files from another."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def known_tests(folder: str) -> Tests:
    """What the tests of a folder call, file by file from the last run where neither they nor the program changed."""
    program = digest(Path("atp_tui").rglob("*.py"))
    files = {str(path): f"{digest([path])} {program}" for path in Path("tests", folder).rglob("test_*.py")}
    kept: dict[str, Tests] = pickle.loads(KEPT.read_bytes()) if KEPT.is_file() else {}  # noqa: S301 -- own bytes
    if fresh := sorted(file for file, key in files.items() if key not in kept):
        found = forked(lambda: collected(fresh, measured), limited=False)
        if not isinstance(found, Tests):
            sys.exit(f"The tests of {folder} do not run on the unchanged program: {found}")
        for file in fresh:
            nodes = [node for node in found.calls if node.startswith(f"{file}::")]
            calls, seconds = ({node: part[node] for node in nodes} for part in (found.calls, found.seconds))
            kept[files[file]] = Tests(calls, seconds, found.imported)
        KEPT.write_bytes(pickle.dumps(kept))
    parts = [kept[key] for key in files.values()]
    calls = {node: called for part in parts for node, called in part.calls.items()}
    seconds = {node: used for part in parts for node, used in part.seconds.items()}
    return Tests(calls, seconds, frozenset().union(*(part.imported for part in parts)))


def measured(session: pytest.Session) -> Tests | str:
    """Run tests on the unchanged program, with few examples."""
    tests = Tests({}, {}, called())
    limit_examples(EXAMPLES // 5)
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        began = time.process_time()
        PROFILE.enable()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        tests.calls[item.nodeid] = called()
        tests.seconds[item.nodeid] = time.process_time() - began
        if session.testsfailed:
            return f"{item.nodeid} fails"
    return tests


def limit_examples(most: int) -> None:
    """Let no property try more examples, whatever its own settings are."""
    own = hypothesis.settings.max_examples.fget
    # The class refuses assignments, since its users should decorate their tests instead.
    type.__setattr__(hypothesis.settings, "max_examples", property(lambda settings: min(most, own(settings))))


def nearest(mutant: Mutant, tests: Tests) -> list[str]:
    """The tests to run for a change, the nearest and cheapest first."""
    path = Path(mutant.module)
    mirror = str(Path("tests", *path.parts[1:-1], f"test_{path.name}"))
    name = mutant.module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    users = {str(user) for user in Path("atp_tui").rglob("*.py") if f"{name} import" in user.read_text("utf-8")}
    own = {mutant.module} | (users if mutant.function is None else set())

    def calls(node: str) -> bool:
        called = tests.calls[node]
        exact = (mutant.module, mutant.function) in called
        return exact if mutant.function else any(module in own for module, _ in called)

    def order(node: str) -> tuple[bool, bool, float]:
        return not node.startswith(f"{mirror}::"), not calls(node), tests.seconds[node]

    return sorted((node for node in tests.calls if calls(node) or node.startswith(f"{mirror}::")), key=order)


def inner(code: CodeType, line: int) -> CodeType | None:
    """The code of the function that starts at a line of a module."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_firstlineno == line and constant.co_name != "<lambda>":
                return constant
            if found := inner(constant, line):
                return found
    return None


def patch(mutant: Mutant, source: bytes) -> None:
    """Change a function of a module that is imported already."""
    path = str(Path.cwd() / mutant.module)
    code = inner(compile(mutant.applied(source), path, "exec"), mutant.function or 0)
    assert code
    gc.unfreeze()
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == path:
            if one.__code__.co_firstlineno == mutant.function and one.__code__.co_name == code.co_name:
                one.__code__ = code


@contextlib.contextmanager
def changed(mutant: Mutant) -> Iterator[bytes]:
    """The module on the copied disk changed, for a fresh import and for the programs that tests start."""
    path = Path(mutant.module)
    source, known = path.read_bytes(), path.stat()
    path.write_bytes(mutant.applied(source))
    try:
        yield source
    finally:
        path.write_bytes(source)
        os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns))


def first_failures(folder: str, chosen: list[Mutant]) -> dict[Mutant, str]:
    """The test that notices each change, or nothing where none does."""
    tests = known_tests(folder)
    limit_examples(EXAMPLES)
    nodes = {mutant: nearest(mutant, tests) for mutant in chosen}
    fresh = [one for one in chosen if one.function is None or (one.module, one.function) in tests.imported]

    def imported(mutant: Mutant) -> object:
        files = list(dict.fromkeys(node.partition("::")[0] for node in nodes[mutant]))
        return collected(files, lambda session: run(session, nodes[mutant])) if files else ""

    def patched(session: pytest.Session, mutant: Mutant, source: bytes) -> str:
        patch(mutant, source)
        return run(session, nodes[mutant])

    def each(session: pytest.Session) -> dict[Mutant, str]:
        found = {}
        for mutant in chosen:
            if mutant not in fresh:
                with changed(mutant) as source:
                    found[mutant] = told(mutant, forked(partial(patched, session, mutant, source)))
        return found

    failures: dict[Mutant, str] = forked(lambda: collected([f"tests/{folder}"], each), limited=False)
    for mutant in fresh:
        with changed(mutant):
            failures[mutant] = told(mutant, forked(partial(imported, mutant)))
    return failures


def told(mutant: Mutant, failed: str) -> str:
    """The same failed test, after a line on stderr that says that there is one, or which change survives."""
    print("." if failed else f"\n{mutant.module}:{mutant.line}: {mutant.change}", end="", file=sys.stderr, flush=True)
    return failed


def equivalents() -> dict[tuple[str, str, str], str]:
    """The reasons why changes are equivalent, by module, line of source and change."""
    rows = tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"]
    return {(row["module"], row["line"], row["change"]): row["reason"] for row in rows}


def place(mutant: Mutant, root: Path = ROOT) -> tuple[str, str, str]:
    """What names a change although lines move: its module, its line of source, itself."""
    line = (root / mutant.module).read_text("utf-8").splitlines()[mutant.line - 1].strip()
    return mutant.module, line, mutant.change


def sample(folder: str, arguments: argparse.Namespace) -> list[Mutant]:
    """The changes to try, the same for the same seed and source."""
    chosen = []
    for path in sorted((ROOT / "atp_tui" / folder).rglob("*.py")):
        module = str(path.relative_to(ROOT))
        if arguments.only in module:
            every = mutants(ROOT, module)
            dice = random.Random(f"{arguments.seed} {module}")
            chosen += sorted(dice.sample(every, min(arguments.sample, len(every))), key=lambda one: one.start)
    return chosen


def report(failures: dict[Mutant, str]) -> bool:
    """Print each survivor and a table of all modules, and tell whether no change survived."""
    known = equivalents()
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    print("\nSurvivors:")
    for mutant, failed in failures.items():
        how = "survived"
        if failed:
            how = "mirror" if f"/test_{Path(mutant.module).name}::" in failed else "folder"
        elif place(mutant) in known:
            how = "equivalent"
        else:
            print(f"  {mutant.module}:{mutant.line}: {mutant.change}")
        for row in (mutant.module, f"{Path(*Path(mutant.module).parts[:2])}/", "all"):
            counts[row][how] += 1
    print(f"{'':44}killed  by mirror  survived  equivalent    rate")
    for row, count in sorted(counts.items()):
        killed = count["mirror"] + count["folder"]
        rate = killed / (killed + count["survived"]) if killed + count["survived"] else 1
        print(f"{row:44}{killed:6}{count['mirror']:11}{count['survived']:10}{count['equivalent']:12}{rate:8.0%}")
    return not counts["all"]["survived"]


def main() -> int:
    """Try the changes and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sample", type=int, default=6, metavar="N", help="changes of each module (6)")
    parser.add_argument("--seed", type=int, default=1, help="which changes (1)")
    parser.add_argument("--only", default="", metavar="WORD", help="modules whose path holds this")
    arguments = parser.parse_args()
    failures: dict[Mutant, str] = {}
    with tempfile.TemporaryDirectory(prefix="atp-mutants-") as copy:
        for name in ("atp_tui", "tests", "tools", "styles", "sample_packs", "docs"):
            shutil.copytree(ROOT / name, Path(copy, name), symlinks=True)
        shutil.copy2(ROOT / "pyproject.toml", copy)
        os.chdir(copy)
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": copy}
        sys.dont_write_bytecode = True
        for name in WARM:
            importlib.import_module(name)
        for folder in FOLDERS:
            if chosen := sample(folder, arguments):
                failures |= first_failures(folder, chosen)
        os.chdir(ROOT)
    return 0 if report(failures) else 1


if __name__ == "__main__":
    sys.exit(main())
