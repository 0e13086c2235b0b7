"""The index and its three lanes, beside reading the file and counting a word in it three times."""

from benchmarks.measure import RARE, in_turn, ours, run, table, together, trace

LANE_PATTERNS = ("path|route|racing", "quic|udp|packet|connection id", "repair|raptorq|fec|symbol")


def main() -> str:
    """Return the figures as Markdown."""
    rows = []
    for events in (1_000_000, 10_000_000):
        file = str(trace(events))
        found = in_turn(
            {
                "cat": lambda file=file: run("cat", file),
                f"grep -c {RARE}, 3 times": lambda file=file: together(*[lambda: run("grep", "-c", RARE, file)] * 3),
                "grep -ciE, the words of each lane": lambda file=file: together(
                    *(lambda words=words: run("grep", "-ciE", words, file) for words in LANE_PATTERNS)
                ),
                "Python and libraries": lambda file=file: ours("nothing", file),
                "index": lambda file=file: ours("index", file),
            }
        )
        three = found[f"grep -c {RARE}, 3 times"].cpu
        for name, r in found.items():
            rows.append([f"{events:,}", name, f"{r.cpu:.3f}", f"{r.wall:.3f}", f"{r.peak:.0f}", f"{r.cpu / three:.1f}"])
        inner = found["index"].said["cpu"]
        rows.append([f"{events:,}", "index, without start", f"{inner:.3f}", "", "", f"{inner / three:.1f}"])
    return table(("events", "task", "CPU s", "wall s", "peak MB", "to grep -c 3 times"), rows)


if __name__ == "__main__":
    print(main())
