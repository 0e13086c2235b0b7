"""Searches in an indexed trace beside grep: a rare word, a common one, a regular expression, a kind."""

from functools import partial
from typing import Final

from benchmarks.measure import RARE, in_turn, ours, run, table, trace
from benchmarks.targets import Figures, Target

COUNTED: Final = {
    "search packet": ("common", 5),
    "search /packet [0-9]+9 lost/": ("regex", 8),
    "search kind:poll": ("kind", 3),
}
"""The searches that find many events: the task of each, and the most that it may take to ``grep -c``."""


def main() -> Figures:
    """Measure both sizes."""
    rows, targets = [], []
    for events in (1_000_000, 10_000_000):
        file = str(trace(events))
        grep = f"grep -c {RARE}"
        cases = {
            grep: partial(run, "grep", "-c", RARE, file),
            f"grep -ci {RARE}": partial(run, "grep", "-ci", RARE, file),
            f"search {RARE}": partial(ours, "rare", file),
        }
        if events == 1_000_000:  # noqa: PLR2004 - common words are told at one size
            cases |= {
                **{name: partial(ours, task, file) for name, (task, _) in COUNTED.items()},
                "all kinds counted": partial(ours, "kinds", file),
            }
        found = in_turn(cases)
        ratio = found[f"search {RARE}"].said["cpu"] / found[grep].cpu
        targets.append(Target(f"a rare word, {events:,} events, to `{grep}`", ratio, 2))
        targets += [
            Target(f"`{name}`, {events:,} events, to `{grep}`", found[name].said["cpu"] / found[grep].cpu, at_most)
            for name, (_, at_most) in COUNTED.items()
            if name in found
        ]
        targets += [
            Target(f"first matches of `{name}`, {events:,} events", r.said["first"] * 1000, 50, "ms")
            for name, r in found.items()
            if "first" in r.said and name != f"search {RARE}"
        ]
        for name, r in found.items():
            cpu = r.said.get("cpu", r.cpu)
            first = f"{r.said['first'] * 1000:.1f}" if "first" in r.said else ""
            count = f"{r.said['count']:,.0f}" if "count" in r.said else "1"
            rows.append([f"{events:,}", name, f"{cpu:.3f}", first, count, f"{cpu / found[grep].cpu:.1f}"])
    text = table(("events", "task", "CPU s", "first match ms", "matches", "to grep -c"), rows)
    return Figures(text, targets)


if __name__ == "__main__":
    print(main().text)
