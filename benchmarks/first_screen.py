"""The first screen and the first rows in a terminal of 120 by 36, beside pagers and an empty Textual app.

The first output is what the program writes first; rows are on screen when the first event is, for `atp-tui` in the
explorer's own list, and `atp-tui` has counted when the tab of all events says how many there are. The program is ended
then. A program that shows no row within 20 s is not waited for.
"""

import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from functools import partial
from math import inf
from pathlib import Path

from benchmarks import start_modules
from benchmarks.measure import Case, Run, in_turn, run, table, trace
from benchmarks.targets import Figures, Target
from benchmarks.terminal import LIMIT, watch

ANY = rb"(?s)."
FIELD = rb"seq"
ROW = rb"(?<![0-9])000000 "
EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static('ready')
Empty().run()
"""
EMPTY = "empty Textual app"
OWN = "atp-tui --no-cache"
PEERS = ("lnav", "less", "toolong", "visidata")


def peers(folder: Path) -> dict[str, str]:
    """Return the programs of the peers that can be had, by name; two of them go into an environment of their own."""
    programs = {name: found for name in ("lnav", "less") if (found := shutil.which(name))}
    venv.create(folder, with_pip=True)
    for name, program in (("toolong", "tl"), ("visidata", "vd")):
        pip = [str(folder / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", name]
        if subprocess.run(pip, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            programs[name] = str(folder / "bin" / program)
    return programs


def cases(events: int, programs: Mapping[str, str], folder: Path) -> dict[str, Case]:
    """What is measured on a trace of so many events."""
    file = trace(events)
    own = [sys.executable, "-m", "atp_tui", "open", str(file.parent)]
    cache = {"XDG_CACHE_HOME": str(folder / "cache")}
    home = {"HOME": str(folder), **cache}
    counts = {"first": ANY, "rows": ROW, "counted": f"{events:,}".encode()}
    rows = {"first": ANY, "rows": FIELD}
    run("env", f"XDG_CACHE_HOME={folder / 'cache'}", sys.executable, "-m", "atp_tui", "logs", str(file.parent),
        "--lane", "path", "--count")  # fmt: skip
    found: dict[str, Case] = {
        EMPTY: partial(watch, [sys.executable, "-c", EMPTY_APP], home, {"first": ANY, "rows": rb"ready"}),
        OWN: partial(watch, [*own, "--no-cache"], home, counts),
        "atp-tui, kept index": partial(watch, own, home, counts),
    }
    options = {"visidata": ["-f", "json"], "lnav": ["-N"]}
    for name, program in programs.items():
        found[name] = partial(watch, [program, *options.get(name, []), str(file)], home, rows)
    return found


def measured(events: int, programs: Mapping[str, str], folder: Path) -> tuple[list[list[str]], list[Target]]:
    """Return the rows of the table for one size, and what is asked of them."""
    all_cases = cases(events, programs, folder)
    late = {name for name, case in all_cases.items() if case().said["rows"] == inf}
    found = in_turn({name: case for name, case in all_cases.items() if name not in late})
    late |= {name for name, r in found.items() if r.said["rows"] == inf}
    found = {name: r for name, r in found.items() if name not in late}
    empty = found[EMPTY].said["rows"]
    rows = []
    for name, r in found.items():
        first, shown, counted = r.said["first"], r.said["rows"], r.said.get("counted")
        rows.append([f"{events:,}", name, f"{first:.3f}", f"{shown:.3f}", f"{counted:.2f}" if counted else "",
                     f"{shown - empty:+.3f}", _ratio(found, shown), f"{r.peak:.0f}"])  # fmt: skip
    rows += [[f"{events:,}", name, "", f"more than {LIMIT:.0f}", *[""] * 4] for name in sorted(late)]
    rows += [[f"{events:,}", name, "not installed", *[""] * 5] for name in PEERS if name not in programs]
    return rows, _targets(events, found)


def _targets(events: int, found: Mapping[str, Run]) -> list[Target]:
    """What is asked of the first screen; the explorer's own rows, which come later, are told beside it."""
    own, empty = found[OWN].said, found[EMPTY].said["rows"]
    whats = (("first screen", own["first"], 0.1, 0.1), ("the explorer's own rows", own["rows"], 0.15, 0.12))
    targets = []
    for what, seconds, to_lnav, behind in whats:
        of = f"{what}, {events:,} events"
        if "lnav" in found:
            targets.append(Target(f"{of}, to lnav's first rows", seconds / found["lnav"].said["rows"], to_lnav))
        targets.append(Target(f"{of}, behind the text of an empty Textual app", seconds - empty, behind, "s"))
    return targets


def _modules() -> Target:
    """What is asked of the number of our modules that are loaded before rows are on screen."""
    loaded = start_modules.modules_before_rows(trace(1_000_000).parent)
    return Target("our modules loaded before the explorer's own rows", len(loaded), start_modules.MOST)


def _ratio(found: Mapping[str, Run], shown: float) -> str:
    return f"{shown / found['lnav'].said['rows']:.2f}" if "lnav" in found else ""


def main() -> Figures:
    """Measure both sizes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = peers(folder / "peers")
        sizes = [measured(events, programs, folder) for events in (1_000_000, 10_000_000)]
    head = ("events", "program", "first output s", "rows s", "all counted s", "rows, to the empty app s",
            "rows, to lnav", "peak MB")  # fmt: skip
    text = table(head, [row for rows, _ in sizes for row in rows])
    return Figures(text, [*(target for _, targets in sizes for target in targets), _modules()])


if __name__ == "__main__":
    print(main().text)
