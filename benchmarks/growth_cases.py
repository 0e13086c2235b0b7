"""What can grow, how it is made, and what is run over it; the tables of :mod:`benchmarks.bench_growth`.

A case is a line of words for the program. A word in capitals stands for a path: PACK, RECORD, STATE, LOG, WORDS (a
structured log), TAR, ZIP and PACKS are what :attr:`Kind.make` made; DB is a fresh copy of its database, NEW a place
where there is nothing yet, EMPTY the pack of the smallest size.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from benchmarks.measure import HERE
from tools.make_record import LEDGER_ENTRIES, PARTS

PROGRAM: Final = (sys.executable, "-m", "atp_tui")
SIZES: Final = (1_000, 10_000, 100_000)
SPEC: Final = (
    'build = "b1"\n[scenarios]\nclean = 2\nflipped-bit = 1\n[options]\nsize = [2000, 3000]\nblock_size = 2048\n'
)


class Kind(NamedTuple):
    """Something that grows."""

    name: str
    make: Callable[[Path, int], None]
    """Writes what is read into a directory, in other processes, whose memory would count as that of later runs."""
    cases: Mapping[str, str]
    """Lines of words, by name."""
    sizes: tuple[int, int, int] = SIZES
    smallest: int = 0
    """The size whose cost is taken off."""
    panes: bool = True
    """Whether the explorer shows it."""


def tool(*words: object, codes: Sequence[int] = (0,)) -> None:
    """Run Python on a module or a file."""
    told = [sys.executable, *map(str, words)]
    ended = subprocess.run(told, cwd=HERE.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if ended.returncode not in codes:
        raise RuntimeError(f"{' '.join(told)} ended with {ended.returncode}")


def _record(part: str) -> Callable[[Path, int], None]:
    def make(folder: Path, size: int) -> None:
        tool("tools/make_record.py", part, size, folder / "pack")
        with (folder / "record.json").open("wb") as file:
            subprocess.run([*PROGRAM, "export", str(folder / "pack")], stdout=file, check=False)
        tool("-m", "atp_tui", "fleet", "explore", "--db", folder / "one.db", folder / "pack", codes=(0, 1, 3, 5))

    return make


def _state(folder: Path, size: int) -> None:
    (folder / "state.json").write_text(f'{{"manifest_hash": "{"a" * (size + 1)}"}}')


def _log(folder: Path, size: int) -> None:
    tool("tools/make_big_log.py", size, folder / "log.qlog")
    tool("-m", "atp_tui", "import", folder / "log.qlog", "-o", folder / "pack", codes=(0, 1, 3, 5))


def _words(folder: Path, size: int) -> None:
    line = '{{"time": "2026-01-01T00:{:02}:{:02}Z", "level": "info", "message": "packet {} lost on path 1"}}\n'
    with (folder / "words.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(line.format(number // 60 % 60, number % 60, number) for number in range(size))
    tool("-m", "atp_tui", "import", folder / "words.jsonl", "-o", folder / "pack", codes=(0, 1, 3, 5))


def _runs(folder: Path, size: int) -> None:
    tool("-m", "benchmarks.fleet_rows", size, folder / "fleet.db")


def _packs(folder: Path, size: int) -> None:
    tool("-m", "benchmarks.growth_cases", size, folder)


def _campaign(folder: Path, size: int) -> None:
    (folder / "spec.toml").write_text(SPEC)
    campaign = ["campaign", "run", folder / "spec.toml", "-o", folder / "campaign", "--runs", size]
    tool("-m", "atp_tui", *campaign, codes=(0, 1, 3, 5))


def packs(folder: Path, size: int) -> None:
    """Write so many small packs of seeds and types of their own, and archives with all of them."""
    from tests.fleet_packs import make_pack

    for number in range(size):
        letters = "".join(chr(ord("a") + int(digit)) for digit in str(number % 100))
        make_pack(folder / "packs" / f"run-{number}", (f"type {letters}",), seed=number)
    shutil.make_archive(str(folder / "packs"), "tar", folder / "packs")
    shutil.make_archive(str(folder / "packs"), "zip", folder / "packs")


COMMANDS: Final = MappingProxyType(
    {
        **{f"check {form}": f"check --format {form} PACK" for form in ("text", "json", "sarif", "junit")},
        "check --verbose": "check --verbose PACK",
        "check --atp": "check --atp --format json PACK",
        "check of the record": "check RECORD",
        "open, no terminal": "open --no-cache PACK",
        "export": "export PACK",
        "emit": "emit RECORD NEW",
        "diff, all alike": "diff PACK PACK",
        "diff, all other": "diff PACK EMPTY",
        "diff json, all other": "diff --format json PACK EMPTY",
        "replay, not run": "replay --format json PACK",
        "logs": "logs --no-cache --lane quic PACK",
        "logs --grep": "logs --no-cache --grep 9 PACK",
        "fleet explore, one pack": "fleet explore --db NEW --format json PACK",
        "fleet why": "fleet why --db ONE PACK",
    }
)
MINIMIZED: Final = frozenset({"events", "violations of one type", "evidence of one violation", "oracle results"})
"""The parts of packs whose violations have a cause to look for; the others are refused."""

FLEET: Final = MappingProxyType(
    {
        **{
            f"fleet explore {form}": f"fleet explore --read-only --limit 0 --format {form} DB"
            for form in ("text", "json", "csv", "junit", "sarif")
        },
        "fleet explore --find": "fleet explore --read-only --find type --format text DB",
        "fleet show": "fleet show --limit 0 --db DB 1",
        "fleet export": "fleet export --db DB",
        "fleet score": "fleet score --db DB",
        "fleet doctor": "fleet doctor --db DB",
        "fleet doctor --repair": "fleet doctor --repair --db DB",
        "fleet prune": "fleet prune --dry-run --db DB",
        "fleet diff": "fleet diff --max-new 1000 DB OTHER",
        "fleet merge": "fleet merge --db DB 1 2",
        "fleet split": "fleet split --by heavy-loss --db DB 1",
        "fleet status": "fleet status --db DB 1 known",
        "fleet note": "fleet note --db DB 1 words",
        "fleet log": "fleet log --limit 0 --db DB",
    }
)


def commands_of(part: str) -> Mapping[str, str]:
    """Return what is run over a pack of which a part is large."""
    return {**COMMANDS, "minimize, project": "minimize --mode project -o NEW PACK"} if part in MINIMIZED else COMMANDS


PART_KINDS: Final = tuple(each for each in PARTS if each != "events of three values")
KINDS: Final = (
    *(Kind(part, _record(part), commands_of(part)) for part in (*PART_KINDS, LEDGER_ENTRIES)),
    Kind(
        "characters of a state's hash",
        _state,
        {"oracle": "oracle STATE", "oracle --atp": "oracle --atp --format json STATE"},
        panes=False,
    ),
    Kind(
        "events of a qlog",
        _log,
        {
            "import": "import LOG -o NEW",
            "import --redact": "import --redact ip LOG -o NEW",
            "check of the log": "check LOG",
            "open of the log": "open --no-cache LOG",
            "picture": "picture LOG -o NEW",
            "fleet explore of the log": "fleet explore --db NEW --format json LOG",
            "check of the import": "check --format json PACK",
            "logs of the import": "logs --no-cache PACK",
            "diff of the import": "diff PACK EMPTY",
        },
        smallest=10,
    ),
    Kind(
        "lines of a structured log",
        _words,
        {"import": "import WORDS -o NEW", "check of the log": "check WORDS", "logs of the import": "logs PACK"},
        smallest=10,
    ),
    Kind("runs of a fleet", _runs, FLEET, smallest=1),
    Kind(
        "packs of a directory",
        _packs,
        {
            "fleet explore, new": "fleet explore --no-causes --db NEW --format json PACKS",
            "check of them all": "check --quiet EACH",
            "fleet explore, tar": "fleet explore --no-causes --db NEW --format json TAR",
            "fleet explore, zip": "fleet explore --no-causes --db NEW --format json ZIP",
        },
        sizes=(100, 1_000, 10_000),
        smallest=1,
        panes=False,
    ),
    Kind(
        "seeds that the lab runs",
        _campaign,
        {
            "new --explore": "new --size 2000 --explore SIZE NEW",
            "campaign run": "campaign run SPEC -o NEW --runs SIZE",
            "campaign status": "campaign status CAMPAIGN",
            "campaign digest": "campaign digest CAMPAIGN",
            "lab calibrate": "lab calibrate --runs SIZE -o NEW",
        },
        sizes=(10, 100, 1_000),
        smallest=2,
        panes=False,
    ),
)
"""Packs and seeds have smaller sizes, for each of them is nine files on the disk or a run of the lab."""

NO_ROW: Final[Mapping[str, str]] = MappingProxyType(
    {
        "demo": "opens a sample",
        "serve": "runs an explorer for each browser; the explorer's panes have rows",
        "formats": "reads nothing",
        "scenarios": "reads nothing",
        "keys": "reads a file of as many lines as there are keys",
        "doctor": "reads nothing of a pack",
        "proof record": "runs a command, whose output it hashes",
        "proof make": "reads the files that the command line names",
        "proof verify": "reads the files that the command line named",
        "proof show": "reads a proof of what a command line named",
        "lab likelihood": "runs the lab as often as the command line says, as `lab calibrate` does",
        "fleet check-causes": "runs the lab once for each group, as `new --explore` does for each seed",
        "fleet undo": "undoes one change, as `fleet status` makes one",
    }
)
"""The commands without a row, and why."""


if __name__ == "__main__":
    packs(Path(sys.argv[2]), int(sys.argv[1]))
    print(json.dumps({"packs": int(sys.argv[1])}))
