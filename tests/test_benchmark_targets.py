"""The table of targets: what is met, what is missed and by how much, and what was found the time before."""

from benchmarks.targets import Target, found_in, summary

TARGETS = (Target("rows", 0.5, 0.2, "s"), Target("index", 2.4, 2.5), Target("memory", 1234.5, 80, "MB"))
OLD = """
| target | found | at most | verdict |
| --- | --- | --- | --- |
| rows | 0.9 s | 0.2 s | missed by 0.7 s |

| events | found |
| --- | --- |
| index | 7 |
"""


def test_each_target_is_beside_what_was_found_before() -> None:
    lines = summary(TARGETS, found_in(OLD)).splitlines()
    assert lines[0] == "| target | before | found | at most | verdict |"
    assert lines[2:] == [
        "| rows | 0.9 s | 0.5 s | 0.2 s | missed by 0.3 s |",
        "| index |  | 2.4 | 2.5 | met |",
        "| memory |  | 1,234 MB | 80 MB | missed by 1,154 MB |",
    ]


def test_what_a_table_says_is_read_back() -> None:
    found = found_in(f"# Measured\n\n{summary(TARGETS, {})}\n\nmore | text\n")
    assert {name: found[name] for name in ("rows", "index", "memory")} == {
        "rows": "0.5 s",
        "index": "2.4",
        "memory": "1,234 MB",
    }
