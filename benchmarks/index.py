"""The index and its three lanes, beside reading the file and counting a word in it three times."""

from functools import partial

from benchmarks.measure import RARE, in_turn, ours, run, table, together, trace

THREE = f"grep -c {RARE}, 3 times"
LANE_PATTERNS = ("path|route|racing", "quic|udp|packet|connection id", "repair|raptorq|fec|symbol")


def main() -> str:
    """Return the figures as Markdown."""
    rows = []
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
        inner = found["index"].said["cpu"]
        rows.append([f"{events:,}", "index, without start", f"{inner:.3f}", "", "", f"{inner / three:.1f}"])
    return table(("events", "task", "CPU s", "wall s", "peak MB", "to grep -c 3 times"), rows)


if __name__ == "__main__":
    print(main())
