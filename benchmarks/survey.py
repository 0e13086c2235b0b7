"""What a headless check reads: the index, then the logs against the filters. And how late other threads wake."""

from functools import partial

from benchmarks.measure import in_turn, ours, table, trace


def main() -> str:
    """Return the figures as Markdown."""
    file = str(trace(1_000_000))
    found = in_turn({"survey": partial(ours, "survey", file), "lateness": partial(ours, "lateness", file)})
    said, late = found["survey"].said, found["lateness"].said
    rows = [
        ["index, CPU s", f"{said['index']:.3f}"],
        ["index and three logs, CPU s", f"{said['survey']:.3f}"],
        ["to the index", f"{said['survey'] / said['index']:.1f}"],
        ["logs that agree", f"{said['logs that agree']:.0f}"],
        ["a thread that sleeps 5 ms wakes late by at most, beside nothing, ms", f"{late['quiet'] * 1000:.1f}"],
        ["the same beside the index being built, ms", f"{late['indexing'] * 1000:.1f}"],
    ]
    return table(("1,000,000 events", "median"), rows)


if __name__ == "__main__":
    print(main())
