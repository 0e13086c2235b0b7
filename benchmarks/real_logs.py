"""A large log of a real run, imported and judged, beside what decodes its JSON and does nothing with it.

`tools/make_big_log.py` makes the log in two framings: JSON-SEQ, a record for each event, and one JSON document. CPU
and peak are those of all processes of a program together; the peak is looked for every twentieth of a second. The first
frame is the first output of `atp-tui open` in a terminal, and it moves when it tells a share of more than 0 %. Each
figure is that of one run, since a run takes long enough.
"""

import re
import subprocess
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.measure import HERE, Case, Run, run, table, trace_folder
from benchmarks.targets import Figures, Target, summary
from benchmarks.terminal import watch

EVENTS: Final = 1_410_000
"""Events of 300 MB."""
FRAMINGS: Final = ("seq", "json")
LIMITS: Final = {"seq": 20, "json": 30}
"""Seconds in which a log of each framing is to be imported and judged."""
FIRST_FRAME: Final = 1
PEAK: Final = 150
SHARE: Final = rb"[1-9][0-9]?%"

LINES = "import json, sys\nfor line in open(sys.argv[1], 'rb'):\n    json.loads(line.lstrip(b'\\x1e'))"
WHOLE = "import json, sys\njson.load(open(sys.argv[1], 'rb'))"
PEERS: Final = {"seq": ("json.loads, line by line", LINES), "json": ("json.load", WHOLE)}


def log(events: int, framing: str) -> Path:
    """Return a log of so many events; made on the first call and then kept."""
    path = trace_folder() / "logs" / f"{events}.{framing}.qlog"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        maker = HERE.parent / "tools" / "make_big_log.py"
        command = [sys.executable, str(maker), str(events), str(path), "--framing", framing]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return path


def together(case: Case) -> Run:
    """Run a case, with the peak of all its processes at once."""
    peaks, is_over = [0.0], threading.Event()

    def look() -> None:
        while not is_over.wait(0.05):
            peaks.append(sum(map(_resident, _below("self"))))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        found = case()
    finally:
        is_over.set()
        looking.join()
    return found._replace(peak=max(peaks))


def _below(process: str) -> list[str]:
    """The processes that a process has begun, and those below them."""
    found = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            begun = children.read_text(encoding="ascii").split()
        except OSError:
            continue
        found += [each for child in begun for each in (child, *_below(child))]
    return found


def _resident(process: str) -> float:
    """The memory of a process in megabytes (2^20 bytes)."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def measured(events: int, framing: str, folder: Path) -> tuple[list[list[str]], list[Target]]:
    """Return the rows of the table for one framing, and what is asked of them."""
    path = log(events, framing)
    atp = (sys.executable, "-m", "atp_tui")
    peer, code = PEERS[framing]
    marks = {"first": rb"(?s).", "moves": SHARE}
    opened = watch([*atp, "open", str(path)], {"XDG_CACHE_HOME": str(folder / framing)}, marks)
    cases = {
        "atp-tui import": partial(run, *atp, "import", str(path), "-o", str(folder / f"{framing}-pack")),
        peer: partial(run, sys.executable, "-c", code, str(path)),
    }
    found = {name: together(case) for name, case in cases.items()}
    size = f"{path.stat().st_size / 1e6:.0f} MB, {framing}"
    rows = [[size, name, f"{r.cpu:.1f}", f"{r.wall:.1f}", f"{r.peak:.0f}", ""] for name, r in found.items()]
    rows[0][-1] = f"{opened.said['first']:.2f}, {opened.said['moves']:.2f}"
    own = found["atp-tui import"]
    targets = [
        Target(f"{size}: imported and judged", own.wall, LIMITS[framing], "s"),
        Target(f"{size}: peak of all processes", own.peak, PEAK, "MB"),
        Target(f"{size}: first frame", opened.said["first"], FIRST_FRAME, "s"),
    ]
    return rows, targets


def main(events: int = EVENTS) -> Figures:
    """Measure both framings."""
    trace_folder().mkdir(parents=True, exist_ok=True)
    rows: list[list[str]] = []
    targets: list[Target] = []
    with tempfile.TemporaryDirectory(dir=trace_folder()) as name:
        for framing in FRAMINGS:
            found, asked = measured(events, framing, Path(name))
            rows += found
            targets += asked
    return Figures(table(("log", "program", "CPU s", "wall s", "peak MB", "first frame s, moves s"), rows), targets)


if __name__ == "__main__":
    figures = main(*map(int, sys.argv[1:2]))
    print(figures.text, summary(figures.targets), sep="\n\n")
