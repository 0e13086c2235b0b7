"""Fifty events from anywhere, the last hundred before there is an index, and an index that was kept."""

from functools import partial

from benchmarks.measure import in_turn, ours, table, trace
from benchmarks.targets import Figures


def main() -> Figures:
    """Measure both sizes."""
    rows = []
    for events in (1_000_000, 10_000_000):
        file = str(trace(events))
        found = in_turn({"pages": partial(ours, "pages", file), "cached": partial(ours, "cached", file)})
        said = found["pages"].said
        times = [said["page"], said["slowest page"], said["tail"], found["cached"].said["load"]]
        rows.append([f"{events:,}", *(f"{time * 1000:.2f}" for time in times)])
    head = ("events", "50 events, median ms", "slowest ms", "last 100 without index ms", "kept index ms")
    return Figures(table(head, rows))


if __name__ == "__main__":
    print(main().text)
