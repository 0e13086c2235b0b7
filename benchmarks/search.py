"""Searches in an indexed trace beside grep: a rare word, a common one, a regular expression, a kind."""

from functools import partial

from benchmarks.measure import RARE, in_turn, ours, run, table, trace
from benchmarks.targets import Figures, Target


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
                "search packet": partial(ours, "common", file),
                "search /packet [0-9]+9 lost/": partial(ours, "regex", file),
                "search kind:poll": partial(ours, "kind", file),
                "all kinds counted": partial(ours, "kinds", file),
            }
        found = in_turn(cases)
        ratio = found[f"search {RARE}"].said["cpu"] / found[grep].cpu
        targets.append(Target(f"a rare word, {events:,} events, to `{grep}`", ratio, 2))
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
