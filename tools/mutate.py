"""Change the program at single points and see which changes the tests of the same folder do not notice.

python -m tools.mutate [--sample N] [--seed S] [--only WORD] tries N changes of each module of the engine and the store
on a copy of the project, one after the other, each in a forked process. The tests that call the changed function run,
those of the module's mirror file first. Survivors that change nothing are listed in tools/equivalent_mutants.toml.
"""

import argparse
import collections
import contextlib
import cProfile
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
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final, NamedTuple

import hypothesis
import pytest

from tools.mutations import ROOT, Mutant, equivalents, mutants

FOLDERS: Final = ("engine", "store")
COPIED: Final = ("atp_tui", "tests", "tools", "styles", "sample_packs", "docs")

WARM: Final = ("numpy", "pydantic", "msgspec", "re2", "stringzilla", "cryptography", "trio")
"""Libraries that are loaded once, before all forks. The program is not: a changed module must be imported afresh."""

EXAMPLES: Final = 30
"""Examples of each property for one change: a change that needs more is caught by luck."""

ENOUGH: Final = 5
"""CPU seconds of tests after which a change counts as survived."""

ENDLESS: Final = 20
"""CPU seconds of one test after which it counts as failed."""

WALL_SECONDS: Final = 900

KEPT: Final = ROOT / ".mutants"
"""What the tests of each file call, kept for the next run."""

PROFILE: Final = cProfile.Profile(subcalls=False, builtins=False)
"""Notes which functions are called, at little cost."""

OPTIONS: Final = (
    "-q",
    "-s",
    "-pno:cacheprovider",
    "-pno:xdist",
    "--hypothesis-profile=full",
    "-Wignore::pytest.PytestAssertRewriteWarning",
)

Function = tuple[str, int]
"""A function by the path of its module and its first line."""


class Called(NamedTuple):
    """What one test calls, and what it costs."""

    functions: frozenset[Function]
    seconds: float
    """CPU seconds with few examples."""


class Tests(NamedTuple):
    """What is known of the tests of a folder by running them on the unchanged program."""

    called: dict[str, Called]
    imported: frozenset[Function]
    """The functions that run while modules are imported: a change of these needs a fresh import."""


class Runner:
    """A pytest plugin that gives the collected tests to a function instead of running them."""

    def __init__(self, work: Callable[[pytest.Session], object]) -> None:
        self._work = work
        self.answer: object = "the import of the module"

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
    """What a function makes of the tests in some files."""
    runner = Runner(work)
    if work is measured:
        PROFILE.enable()
    pytest.main([*OPTIONS, f"--basetemp={tempfile.mkdtemp(dir='.')}", *paths], [runner])
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
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(answer)
        except BaseException:  # noqa: BLE001 -- whatever happens here must not run the parent's code
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writing)
    if limited:
        signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
        signal.alarm(WALL_SECONDS)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    signal.alarm(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return pickle.loads(answer) if answer else f"the end of the process with {status}"  # noqa: S301 -- our own bytes


def called() -> frozenset[Function]:
    """The program's functions that were called since this was last asked."""
    PROFILE.disable()
    here = f"{Path.cwd()}/"
    codes = [entry.code for entry in PROFILE.getstats() if isinstance(entry.code, CodeType)]
    PROFILE.clear()
    own = [code for code in codes if code.co_filename.startswith(f"{here}atp_tui/")]
    return frozenset((code.co_filename.removeprefix(here), code.co_firstlineno) for code in own)


def measured(session: pytest.Session) -> Tests | str:
    """Run tests on the unchanged program, with few examples."""
    tests = Tests({}, called())
    limit_examples(EXAMPLES // 5)
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        began = time.process_time()
        PROFILE.enable()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        tests.called[item.nodeid] = Called(called(), time.process_time() - began)
        if session.testsfailed:
            return f"{item.nodeid} fails"
    return tests


def known_tests(folder: str) -> Tests:
    """What the tests of a folder call, from the last run where neither their file nor the program has changed."""
    program = digest(Path("atp_tui").rglob("*.py"))
    keys = {str(path): f"{digest([path])} {program}" for path in Path("tests", folder).rglob("test_*.py")}
    kept: dict[str, Tests] = pickle.loads(KEPT.read_bytes()) if KEPT.is_file() else {}  # noqa: S301 -- our own bytes
    if fresh := sorted(file for file, key in keys.items() if key not in kept):
        found = forked(partial(collected, fresh, measured), limited=False)
        if not isinstance(found, Tests):
            sys.exit(f"The tests of {folder} do not run on the unchanged program: {found}")
        for file in fresh:
            of_file = {node: called for node, called in found.called.items() if node.startswith(f"{file}::")}
            kept[keys[file]] = Tests(of_file, found.imported)
        KEPT.write_bytes(pickle.dumps(kept))
    parts = [kept[key] for key in keys.values()]
    tests = {node: called for part in parts for node, called in part.called.items()}
    return Tests(tests, frozenset().union(*(part.imported for part in parts)))


def digest(paths: Iterable[Path]) -> str:
    """What tells one content of files from another."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def limit_examples(most: int) -> None:
    """Let no property try more examples, whatever its own settings are."""
    own: Any = vars(hypothesis.settings)["max_examples"]
    # The class refuses assignments, since its users should decorate their tests instead.
    type.__setattr__(hypothesis.settings, "max_examples", property(lambda settings: min(most, own.fget(settings))))


def mirror(mutant: Mutant) -> str:
    """The file of tests that belongs to a module."""
    path = Path(mutant.module)
    return str(Path("tests", *path.parts[1:-1], f"test_{path.name}"))


def nearest(mutant: Mutant, tests: Tests) -> list[str]:
    """The tests to run for a change, the nearest and cheapest first."""
    name = mutant.module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    users = {str(user) for user in Path("atp_tui").rglob("*.py") if f"{name} import" in user.read_text("utf-8")}
    own = f"{mirror(mutant)}::"
    place = (mutant.module, mutant.function or 0)

    def calls(node: str) -> bool:
        functions = tests.called[node].functions
        if mutant.function is not None and place not in tests.imported:
            return place in functions
        return any(module == mutant.module or module in users for module, _ in functions)

    def order(node: str) -> tuple[bool, bool, float]:
        return not node.startswith(own), not calls(node), tests.called[node].seconds

    return sorted((node for node in tests.called if node.startswith(own) or calls(node)), key=order)


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
    gc.unfreeze()
    for one in gc.get_objects() if code else ():
        if isinstance(one, FunctionType) and code and one.__code__.co_filename == path:
            known = one.__code__
            if (known.co_firstlineno, known.co_name) == (mutant.function, code.co_name):
                one.__code__ = code


@contextlib.contextmanager
def changed(mutant: Mutant) -> Iterator[bytes]:
    """The module changed on the copied disk too, for a fresh import and for the programs that tests start."""
    path = Path(mutant.module)
    source, known = path.read_bytes(), path.stat()
    path.write_bytes(mutant.applied(source))
    try:
        yield source
    finally:
        path.write_bytes(source)
        os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns))


def first_failures(folder: str, chosen: Sequence[Mutant]) -> dict[Mutant, str]:
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
    """The same failed test, after a sign on stderr that there is one, or else the change that survives."""
    print("." if failed else f"\n{mutant}\n", end="", file=sys.stderr, flush=True)
    return failed


def sample(folder: str, arguments: argparse.Namespace) -> list[Mutant]:
    """The changes to try, the same for the same seed and source."""
    chosen: list[Mutant] = []
    for path in sorted((ROOT / "atp_tui" / folder).rglob("*.py")):
        module = str(path.relative_to(ROOT))
        if not arguments.only or any(word in module for word in arguments.only):
            every = mutants(module)
            dice = random.Random(f"{arguments.seed} {module}")  # noqa: S311 -- a seed, no secret
            chosen += sorted(dice.sample(every, min(arguments.sample, len(every))), key=lambda one: one.start)
    return chosen


def report(failures: dict[Mutant, str]) -> bool:
    """Print each survivor and a table of all modules, and say whether no change survived."""
    known = equivalents()
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for mutant, failed in failures.items():
        how = "survived"
        if failed:
            how = "mirror" if failed.startswith(f"{mirror(mutant)}::") else "folder"
        elif mutant.key in known:
            how = "equivalent"
        else:
            print(mutant)
        for row in (mutant.module, f"{Path(*Path(mutant.module).parts[:2])}/", "all"):
            counts[row][how] += 1
    print(f"\n{'':44}killed  by mirror  survived  equivalent    rate")
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
    parser.add_argument("--only", action="append", metavar="WORD", help="modules whose path holds this, or another")
    arguments = parser.parse_args()
    failures: dict[Mutant, str] = {}
    with tempfile.TemporaryDirectory(prefix="atp-mutants-") as copy:
        for name in COPIED:
            shutil.copytree(ROOT / name, Path(copy, name), symlinks=True)
        shutil.copy2(ROOT / "pyproject.toml", copy)
        os.chdir(copy)
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": copy}
        sys.dont_write_bytecode = True
        sys.path[:] = [copy, *(path for path in sys.path if Path(path).resolve() != ROOT)]
        for name in WARM:
            importlib.import_module(name)
        for folder in FOLDERS:
            if chosen := sample(folder, arguments):
                failures |= first_failures(folder, chosen)
        os.chdir(ROOT)
    return 0 if report(failures) else 1


if __name__ == "__main__":
    sys.exit(main())
