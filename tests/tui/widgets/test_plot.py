"""Charts in rows of cells."""

from atp_tui.tui.widgets.plot import PlotLayer, Shape, plot


def text(*layers: PlotLayer, rows: int = 1, low: float = 0, high: float = 8) -> list[str]:
    return ["".join(cell.character for cell in row) for row in plot(layers, low, high, rows)]


def test_an_area_has_eighths() -> None:
    assert text(PlotLayer(Shape.AREA, range(9))) == [" ▁▂▃▄▅▆▇█"]
    assert text(PlotLayer(Shape.AREA, [0, 1, 4, 5, 8]), rows=2) == ["   ▂█", " ▂███"]


def test_a_line_has_thirds_and_covers_the_area() -> None:
    line = PlotLayer(Shape.LINE, [0, 2, 4, 7, 8, None])
    assert text(line) == ["▁▁─▔▔ "]
    assert text(PlotLayer(Shape.AREA, [8] * 6), line, rows=2) == ["██▁▔▔█", "▁─███ ".replace(" ", "█")]


def test_marks_cover_all_else() -> None:
    area = PlotLayer(Shape.AREA, [8, 8, 8])
    marks = PlotLayer(Shape.RING, [None, 0, 8]), PlotLayer(Shape.CROSS, [8, None, None])
    assert text(area, *marks, rows=2) == ["x█○", "█○█"]


def test_values_outside_the_scale_are_at_its_edges() -> None:
    assert text(PlotLayer(Shape.LINE, [-5, 50]), rows=2) == [" ▔", "▁ "]
    assert text(PlotLayer(Shape.AREA, [3]), low=3, high=3) == [" "]
    assert text() == [""]
