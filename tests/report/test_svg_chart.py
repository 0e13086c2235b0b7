"""Shapes and charts in SVG."""

import pytest
from lxml import etree

from atp_tui.engine.series import Sample
from atp_tui.report.svg_chart import COLUMNS, LEFT, Chart, Layer, text

HELD = (None, Sample(10, 30, 20), None, Sample(40, 40, 40))


def paths(look: str, samples: tuple[Sample | None, ...] = HELD) -> list[str]:
    chart = Chart("Name", (Layer(look, "label", samples),), 0, 40, 1, 106)
    found = [etree.fromstring(line) for line in chart.lines(100)]
    return [each.get("d") or f"{each.get('cx')},{each.get('cy')}" for each in found if each.get("class") == look]


@pytest.mark.parametrize(
    ("look", "drawn"),
    [
        ("sent", f"M{LEFT + 1} 182.0V130.0M{LEFT + 3} 107.0V105.0"),
        ("window", f"M{LEFT + 1} 181.0V181.0V131.0V156.0H{LEFT + 3}V106.0H{LEFT + 4}"),
        ("in_flight", f"M{LEFT + 1} 206.0V131.0H{LEFT + 2}V156.0H{LEFT + 3}V106.0H{LEFT + 4}V206.0Z"),
        ("lost", "".join(f"M{x - 3.5} {y:.1f}l7 7m0 -7l-7 7" for x, y in ((85, 177.5), (85, 127.5), (87, 102.5)))),
    ],
)
def test_each_layer_has_its_shape(look: str, drawn: str) -> None:
    legend, chart = paths(look)
    assert chart == drawn
    assert legend != drawn


def test_rings_are_circles() -> None:
    assert paths("spurious")[1:] == ["85,181.0", "85,131.0", "87,106.0"]


def test_marks_are_drawn_one_by_one_unless_another_hides_them() -> None:
    marks = ((1, 30.0), (1, 29.9), (1, 20.0), (2, 20.0))
    lines = Chart("Name", (Layer("spurious", "label", HELD, marks),), 0, 40, 1, 106).lines(100)
    found = [etree.fromstring(line) for line in lines if "circle" in line][1:]
    assert [(each.get("cx"), each.get("cy")) for each in found] == [("85", "156.0"), ("85", "131.2"), ("86", "156.0")]


def test_a_chart_of_one_value_has_a_scale() -> None:
    chart = Chart("Name", (Layer("sent", "label", (Sample(0, 0, 0),)),), 0, 0, 1, 100)
    assert any(">0<" in line for line in chart.lines(0))


def test_a_chart_without_layers_says_why() -> None:
    lines = list(Chart("Name", (), 0, 0, 1, 100, "nothing & no one").lines(0))
    assert text(LEFT + COLUMNS / 2, 50, "nothing & no one", "x") in lines
    assert "nothing &amp; no one" in "".join(lines)
    assert not any("grid" in line for line in lines)
