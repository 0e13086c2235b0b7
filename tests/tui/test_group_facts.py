"""What is known of a group as lines: each section says something, whatever is known."""

import pytest

from atp_tui.cells import cell_len
from atp_tui.fleet.rows import Cause, GroupDetail, Part
from atp_tui.tui.group_facts import WHY, cause_line, fact_lines, influence_line, title_lines
from tests.fleet_rows import BUILDS, CAUSE, GROUPS, SUPPRESSOR, UNCERTAIN, detail_of, group

EMPTY = detail_of(group(1, "t", level=1, builds=()), prints=(), parts=(), influences=(), options_tested=0, samples=0)
LONG = detail_of(
    group(1, "\x1b]0;x\x07日本語" * 999, note="n\n" * 999, builds=tuple((f"b{n}", n) for n in range(500))),
    parts=(Part("p" * 99, "v\u202e日本" * 9_999, "s" * 99),) * 200,
    prints=("x" * 9_999,) * 200,
    cause=Cause(("d\x1b" * 9_999,) * 500, 500, 1, is_minimal=False, pack=None),
    influences=(SUPPRESSOR,) * 500,
)


def shown(detail: GroupDetail, width: int = 100, builds: tuple[str, ...] = BUILDS) -> list[str]:
    return [line.plain.rstrip() for line in fact_lines(detail, builds, width)]


@pytest.mark.parametrize("width", [20, 57, 77, 117])
@pytest.mark.parametrize("detail", [detail_of(GROUPS[2]), EMPTY, LONG], ids=["usual", "empty", "hostile"])
def test_no_line_is_wider_than_the_page_or_moves_a_cursor(detail: GroupDetail, width: int) -> None:
    lines = list(fact_lines(detail, BUILDS, width))
    assert all(line.plain.isprintable() for line in lines)
    assert len(lines) < 2_600
    assert max(cell_len(line.plain) for line in lines) <= width


def test_the_page_has_cause_builds_influences_and_parts() -> None:
    lines = shown(detail_of(GROUPS[2]))
    assert lines[0] == "note  hardware of rack 7"
    assert lines[1:4] == [
        "Cause",
        "  • power cut on replica 0 at record 2",
        "  1 of 251 external decisions, minimal, 9 tries",
    ]
    assert lines[4] == "Runs by build"
    assert [line.split()[:2] for line in lines[5:8]] == [["7d8f", "2,800"], ["a11c", "2,790"], ["26a1", "2,820"]]
    assert "Triggers and suppressors, of 38 options tested" in lines
    assert any(line.split()[:4] == ["torn-journal", "trigger", "31.2", "%"] for line in lines)
    assert any(line.split()[:2] == ["heavy-loss", "suppressor"] for line in lines)
    assert not any("paths" in line for line in lines), "its intervals overlap"
    why = lines[lines.index(WHY) :]
    assert why[1].split() == ["oracle", "lab", "journal"]
    assert why[5].split() == ["fingerprint", "v1/2:9f2ab31c00112233"]
    assert why[-1].split()[1:] == ["2024-10-04", "00:00", "to", "2026-05-27", "00:00", "(UTC)"]


def test_a_build_that_does_not_show_it_has_a_point_and_no_bar() -> None:
    line = next(line for line in shown(detail_of(GROUPS[1])) if "a11c" in line)
    assert line.split() == ["a11c", "."]


def test_what_is_not_known_is_said() -> None:
    text = "\n".join(shown(EMPTY, builds=()))
    assert "not known; grouped by what the packs record (level 1)" in text
    assert "no build is known" in text
    assert "no options are known of these runs" in text
    text = "\n".join(shown(detail_of(GROUPS[0], influences=(UNCERTAIN,))))
    assert "none is certain: of 38 options tested, all 95 % intervals overlap" in text


def test_a_cause_that_is_not_minimal_or_needs_nothing_says_so() -> None:
    early = Cause(("a", "b"), 10, 200, is_minimal=False, pack=None)
    assert cause_line(early, 2).plain == "2 of 10 decisions: a; b  not minimal: the search ended early, 200 tries"
    assert "no external decision is needed" in cause_line(Cause((), 10, 1, is_minimal=True, pack=None), 2).plain
    assert cause_line(CAUSE, 2).plain.startswith("1 of 251 decisions: power cut on replica 0")
    assert cause_line(None, 2).plain == "not known; no run of this group was minimized"


def test_the_strongest_influence_fits_on_a_line() -> None:
    assert influence_line(detail_of(GROUPS[0])).plain == (
        "torn-journal triggers it: 31.2 % with it, 0.0 % without  +1 more"
    )
    only = detail_of(GROUPS[0], influences=(SUPPRESSOR,))
    assert influence_line(only).plain.startswith("heavy-loss suppresses it: 0.1 % with it")


def test_the_title_has_a_sign_and_the_figures_their_words() -> None:
    title, figures = title_lines(GROUPS[2])
    assert title.plain == "!! manifest_integrity"
    assert figures.plain == "known  Critical  8,410 runs (20.1 %)  8,413 violations  proof fails"
    assert "proof" not in title_lines(GROUPS[4])[1].plain
