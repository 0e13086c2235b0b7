"""The index and its three lanes, beside reading the file and counting a word in it three times."""

from functools import partial

from benchmarks.measure import RARE, in_turn, ours, run, table, together, trace
from benchmarks.targets import Figures, Target

THREE = f"grep -c {RARE}, 3 times"
LANE_PATTERNS = ("path|route|racing", "quic|udp|packet|connection id", "repair|raptorq|fec|symbol")


def main() -> Figures:
    """Measure both sizes."""
    rows, targets, inner_of = [], [], {}
    for events in (1_000_000, 10_000_000):
        file = str(trace(events))
        grep = partial(run, "grep", "-c", RARE, file)
        lanes = [partial(run, "grep", "-ciE", words, file) for words in LANE_PATTERNS]
        found = in_turn(
            {
                "cat": partial(run, "sh", "-c", f"exec cat {file} > /dev/null"),
                THREE: partial(together, grep, grep, grep),
                "grep -ciE, the words of each lane": partial(together, *lanes),
                "Python and libraries": partial(ours, "nothing", file),
                "index": partial(ours, "index", file),
            }
        )
        three = found[THREE].cpu
        for name, r in found.items():
            rows.append([f"{events:,}", name, f"{r.cpu:.3f}", f"{r.wall:.3f}", f"{r.peak:.0f}", f"{r.cpu / three:.1f}"])
        inner = inner_of[events] = found["index"].said["cpu"]
        what = f"index and three lanes, {events:,} events, to `{THREE}`"
        targets.append(Target(what, found["index"].cpu / three, 2.5))
        rows.append([f"{events:,}", "index, without start", f"{inner:.3f}", "", "", f"{inner / three:.1f}"])
    small, large = inner_of.values()
    targets.append(Target("index without start, 10 times the events, to 10 times the time", large / small / 10, 1.1))
    head = ("events", "task", "CPU s", "wall s", "peak MB", "to grep -c 3 times")
    return Figures(table(head, rows), targets)


if __name__ == "__main__":
    print(main().text)
