"""Peak memory beside pagers: indexing and searching here, reading to the end and finding a rare word there."""

from functools import partial

from benchmarks.measure import RARE, Case, in_turn, ours, run, table, trace
from benchmarks.targets import Figures


def cases(file: str) -> dict[str, Case]:
    """What is measured on a trace."""
    return {
        "cat": partial(run, "sh", "-c", f"exec cat {file} > /dev/null"),
        "less, to the rare word": partial(
            run, "sh", "-c", f"printf q | script -qec 'less -X +/{RARE} {file}' /dev/null"
        ),
        "lnav, filtered by the rare word": partial(run, "lnav", "-n", "-c", f":filter-in {RARE}", file),
        "Python and libraries": partial(ours, "nothing", file),
        "index": partial(ours, "index", file),
        "index, then search": partial(ours, "rare", file),
    }


def main() -> Figures:
    """Measure both sizes."""
    rows = []
    for events in (1_000_000, 10_000_000):
        chosen = cases(str(trace(events)))
        if events > 1_000_000:  # noqa: PLR2004 - the pagers take minutes at this size
            chosen = {name: case for name, case in chosen.items() if not name.startswith(("less", "lnav"))}
        for name, r in in_turn(chosen).items():
            rows.append([f"{events:,}", name, f"{r.peak:.0f}", f"{r.cpu:.2f}", f"{r.wall:.2f}"])
    return Figures(table(("events", "task", "peak MB", "CPU s", "wall s"), rows))


if __name__ == "__main__":
    print(main().text)
