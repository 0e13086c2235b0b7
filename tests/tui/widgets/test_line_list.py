"""A list of ten million rows that makes those on screen and no other."""

from collections.abc import Callable

import pytest
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.content import Content
from textual.strip import Strip

from atp_tui.tui.widgets.line_list import GUTTER, LineList
from tests.explorer import press, settled

MILLIONS = 10_000_000


class Numbers:
    """Rows that say their number, and remember which of them were asked for."""

    def __init__(self, rows: int, text: Callable[[int], Text | Strip] | None = None) -> None:
        self.rows = rows
        self.text = text or (lambda index: Text(f"row {index}"))
        self.asked: list[int] = []

    def count(self) -> int:
        return self.rows

    def line(self, index: int) -> Text | Strip:
        self.asked.append(index)
        return self.text(index)

    def width(self) -> int:
        return 12


class ListApp(App[None]):
    def __init__(self, source: Numbers) -> None:
        super().__init__()
        self.lines = LineList(source)
        self.told: list[tuple[str, int]] = []

    def compose(self) -> ComposeResult:
        yield self.lines

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        assert event.control is self.lines
        self.told.append(("highlighted", event.index))

    def on_line_list_selected(self, event: LineList.Selected) -> None:
        assert event.control is self.lines
        self.told.append(("selected", event.index))

    def drawn(self) -> list[str]:
        return [self.lines.render_line(y).text.rstrip() for y in range(self.lines.size.height)]


async def test_the_first_frame_asks_only_for_the_rows_on_screen() -> None:
    source = Numbers(MILLIONS)
    app = ListApp(source)
    async with app.run_test(size=(40, 10)):
        assert sorted(set(source.asked)) == list(range(10))
        assert app.drawn() == ["> row 0", *(f"  row {row}" for row in range(1, 10))]
        assert app.lines.rows_on_screen == range(10)


@pytest.mark.parametrize("row", [0, 9, 123_456, MILLIONS // 2 + 1, MILLIONS - 1])
async def test_going_far_away_makes_one_screen_of_rows(row: int) -> None:
    source = Numbers(MILLIONS)
    app = ListApp(source)
    async with app.run_test(size=(40, 10)) as pilot:
        source.asked.clear()
        app.lines.go_to(row, centre=True)
        await settled(pilot)
        assert len(set(source.asked)) <= 10
        assert f"> row {row}" in app.drawn()
        assert row in app.lines.rows_on_screen


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (["down", "down", "j"], 3),
        (["down", "down", "up", "k", "k"], 0),
        (["pagedown"], 10),
        (["pagedown", "pageup"], 0),
        (["ctrl+d"], 5),
        (["ctrl+d", "ctrl+d", "ctrl+u"], 5),
        (["end"], MILLIONS - 1),
        (["G", "up"], MILLIONS - 2),
        (["G", "home"], 0),
        (["end", "g"], 0),
        (["end", "pagedown"], MILLIONS - 1),
    ],
)
async def test_keys_move_the_cursor_and_it_stays_in_view(keys: list[str], cursor: int) -> None:
    app = ListApp(Numbers(MILLIONS))
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, *keys)
        assert app.lines.cursor == cursor
        assert cursor in app.lines.rows_on_screen
        assert any(row == f"> row {cursor}" for row in app.drawn())
        assert app.told[-1] == ("highlighted", cursor)


async def test_a_page_keeps_the_cursor_at_its_place_on_screen() -> None:
    app = ListApp(Numbers(100))
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "down", "down", "pagedown")
        assert app.lines.cursor == 12
        assert app.lines.rows_on_screen == range(10, 20)


async def test_enter_selects_and_an_empty_list_selects_nothing() -> None:
    app = ListApp(Numbers(3))
    async with app.run_test() as pilot:
        await press(pilot, "down", "enter")
        assert app.told[-1] == ("selected", 1)
        app.lines.show(Numbers(0))
        await settled(pilot)
        app.told.clear()
        await press(pilot, "enter", "down", "G", "pagedown")
        assert app.told == []
        assert app.lines.cursor == 0


async def test_a_click_sets_the_cursor_and_two_select() -> None:
    app = ListApp(Numbers(MILLIONS))
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.go_to(5_000_000)
        await settled(pilot)
        top = app.lines.rows_on_screen.start
        await pilot.click(app.lines, offset=(4, 3))
        assert app.lines.cursor == top + 3
        assert ("selected", top + 3) not in app.told
        await pilot.click(app.lines, offset=(4, 6), times=2)
        assert app.told[-1] == ("selected", top + 6)


async def test_a_click_below_the_last_row_does_nothing() -> None:
    app = ListApp(Numbers(2))
    async with app.run_test(size=(40, 10)) as pilot:
        app.told.clear()
        await pilot.click(app.lines, offset=(4, 7))
        assert app.lines.cursor == 0
        assert app.told == []


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    app = ListApp(Numbers(MILLIONS))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot._post_mouse_events([events.MouseScrollDown], app.lines)
        await settled(pilot)
        assert app.lines.rows_on_screen.start > 0
        assert app.lines.cursor == 0


async def test_a_source_that_grows_keeps_the_place() -> None:
    source = Numbers(100)
    app = ListApp(source)
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.go_to(50, centre=True)
        await settled(pilot)
        rows = app.lines.rows_on_screen
        source.rows = 5_000
        app.lines.refresh_rows()
        await settled(pilot)
        assert (app.lines.cursor, app.lines.rows_on_screen, app.lines.row_count) == (50, rows, 5_000)


@pytest.mark.parametrize("before", [0, 1, 30])
@pytest.mark.parametrize(("row", "cursor"), [(50, 50), (4_999, 4_999), (9_000, 4_999)])
async def test_a_row_is_gone_to_that_was_added_since_the_last_refresh(before: int, row: int, cursor: int) -> None:
    source = Numbers(before)
    app = ListApp(source)
    async with app.run_test(size=(40, 10)) as pilot:
        source.rows = 5_000
        app.lines.go_to(row)
        await settled(pilot)
        assert (app.lines.cursor, app.lines.row_count) == (cursor, 5_000)
        assert f"> row {cursor}" in app.drawn()
        assert app.told[-1] == ("highlighted", cursor)


async def test_a_cursor_sent_to_the_end_follows_it_until_it_is_moved() -> None:
    source = Numbers(100)
    app = ListApp(source)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "end")
        source.rows = 200
        app.lines.refresh_rows()
        await settled(pilot)
        assert app.lines.cursor == 199
        assert app.lines.rows_on_screen == range(190, 200)
        await press(pilot, "up")
        source.rows = 300
        app.lines.refresh_rows()
        assert app.lines.cursor == 198


async def test_a_list_that_fills_up_starts_at_its_first_row() -> None:
    source = Numbers(0)
    app = ListApp(source)
    async with app.run_test(size=(40, 10)) as pilot:
        for rows in (1, 2, 500):
            source.rows = rows
            app.lines.refresh_rows()
            await settled(pilot)
        assert app.lines.cursor == 0
        assert app.told == [("highlighted", 0)]


async def test_another_source_keeps_the_cursor_where_it_can() -> None:
    app = ListApp(Numbers(100))
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.go_to(40)
        app.lines.show(Numbers(60, lambda index: Text(f"other {index}")))
        await settled(pilot)
        assert app.lines.cursor == 40
        assert "> other 40" in app.drawn()
        app.told.clear()
        app.lines.show(Numbers(60))
        await settled(pilot)
        assert app.told == [("highlighted", 40)]
        app.lines.show(Numbers(7))
        await settled(pilot)
        assert app.lines.cursor == 6
        grown = Numbers(7)
        app.lines.show(grown)
        grown.rows = 70
        app.lines.refresh_rows()
        assert app.lines.cursor == 6


async def test_long_rows_scroll_sideways_and_say_that_they_go_on() -> None:
    source = Numbers(5, lambda index: Text("".join(f"{place:>8}" for place in range(8, 97, 8)) if index == 1 else "x"))
    app = ListApp(source)
    async with app.run_test(size=(42, 10)) as pilot:
        await settled(pilot)
        assert app.drawn()[1].endswith("…")
        assert len(app.drawn()[1]) == 42
        await press(pilot, "right", "l")
        assert app.drawn()[1].startswith("        24")
        assert app.drawn()[0] == ">"
        await press(pilot, *["l"] * 20)
        assert app.drawn()[1].endswith("96")
        assert app.lines.max_scroll_x == 96 + GUTTER - 42
        await press(pilot, "left")
        assert app.drawn()[1].endswith("…")
        await press(pilot, *["h"] * 20)
        assert app.lines.scroll_offset.x == 0


async def test_marks_and_the_cursor_have_signs_and_looks() -> None:
    app = ListApp(Numbers(4))
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.is_marked = lambda row: row in {0, 2}
        app.lines.is_dim = lambda row: row == 3
        app.lines.zebra = True
        await settled(pilot)
        assert app.drawn()[:4] == [">*row 0", "  row 1", " *row 2", "  row 3"]
        grounds = [_style(app.lines, y).bgcolor for y in range(4)]
        assert len({str(ground) for ground in grounds[:3]}) == 3
        assert grounds[1] == grounds[3]
        assert _style(app.lines, 1).color != _style(app.lines, 3).color


def _style(lines: LineList, y: int) -> Style:
    style = list(lines.render_line(y))[-1].style
    return style or list(lines.render_line(y))[1].style or Style()


async def test_a_styled_text_keeps_its_highlights_over_the_row() -> None:
    app = ListApp(Numbers(2, lambda _: Text.assemble("a ", ("match", Style(bgcolor="red")), " z")))
    async with app.run_test(size=(40, 5)):
        styles = {segment.text.strip(): segment.style for segment in app.lines.render_line(0)}
        assert styles["match"] is not None
        assert str(styles["match"].bgcolor) == str(Style(bgcolor="red").bgcolor)


async def test_a_source_may_give_strips() -> None:
    app = ListApp(Numbers(2, lambda index: Strip([Segment(f"strip {index}")])))
    async with app.run_test(size=(40, 5)):
        assert app.drawn()[:2] == ["> strip 0", "  strip 1"]


@pytest.mark.parametrize("empty", [Text("nothing matches"), Content("nothing matches")])
async def test_an_empty_list_says_so_in_the_middle(empty: Text | Content) -> None:
    app = ListApp(Numbers(0))
    async with app.run_test(size=(35, 5)) as pilot:
        app.lines.empty = empty
        await settled(pilot)
        assert app.drawn() == ["", "", " " * 10 + "nothing matches", "", ""]


async def test_a_row_set_before_there_is_a_size_is_in_view_at_last() -> None:
    app = ListApp(Numbers(MILLIONS))
    app.lines.go_to(7_777_777, centre=True)
    async with app.run_test(size=(40, 11)):
        assert app.lines.rows_on_screen == range(7_777_772, 7_777_783)


@pytest.mark.parametrize("sizes", [[11], [12, 11], [4, 11], [40, 3, 11], [11, 24, 25, 11]])
async def test_a_row_in_the_middle_stays_there_through_changes_of_size(sizes: list[int]) -> None:
    app = ListApp(Numbers(MILLIONS))
    async with app.run_test(size=(40, 13)) as pilot:
        app.lines.go_to(500, centre=True)
        app.lines.show(Numbers(1_000))
        for height in sizes:
            await pilot.resize_terminal(40, height)
            await settled(pilot)
        assert app.lines.rows_on_screen == range(495, 506)


@pytest.mark.parametrize(("key", "height", "rows"), [("down", 9, range(495, 504)), ("up", 4, range(496, 500))])
async def test_a_row_that_a_key_moved_to_is_only_kept_in_view(key: str, height: int, rows: range) -> None:
    app = ListApp(Numbers(MILLIONS))
    async with app.run_test(size=(40, 11)) as pilot:
        app.lines.go_to(500, centre=True)
        await press(pilot, key)
        await pilot.resize_terminal(40, height)
        await settled(pilot)
        assert app.lines.rows_on_screen == rows


async def test_a_click_on_the_row_under_the_cursor_moves_no_row() -> None:
    app = ListApp(Numbers(MILLIONS))
    async with app.run_test(size=(40, 11)) as pilot:
        app.lines.go_to(500, centre=True)
        await settled(pilot)
        app.lines.scroll_to(y=498, animate=False, force=True)
        await settled(pilot)
        await pilot.click(LineList, offset=(3, 2))
        assert (app.lines.cursor, app.lines.rows_on_screen) == (500, range(498, 509))


async def test_rows_on_screen_are_made_once() -> None:
    source = Numbers(MILLIONS)
    app = ListApp(source)
    async with app.run_test(size=(40, 10)) as pilot:
        await settled(pilot)
        source.asked.clear()
        for key in ["down"] * 12 + ["up"] * 12:
            await press(pilot, key)
        assert len(source.asked) == len(set(source.asked)) == 3


async def test_a_keymap_may_give_other_keys() -> None:
    app = ListApp(Numbers(9))
    async with app.run_test() as pilot:
        app.set_keymap({"list.down": "w"})
        await press(pilot, "w", "w", "down", "j")
        assert app.lines.cursor == 2


def test_every_key_has_an_id_that_a_keymap_can_name() -> None:
    ids = [binding.id for binding in LineList._merge_bindings().key_to_bindings["up"]]
    assert ids == ["list.up"]
    every = [binding for found in LineList._merge_bindings().key_to_bindings.values() for binding in found]
    assert all(binding.id and binding.id.startswith("list.") for binding in every)


async def test_it_is_drawn_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = ListApp(Numbers(MILLIONS))
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.is_marked = lambda row: row == 1
        await press(pilot, "down", "end")
        app.lines.show(Numbers(0))
        await settled(pilot)
        assert app.is_running


async def test_a_screen_of_many_rows_remembers_them() -> None:
    source = Numbers(MILLIONS)
    app = ListApp(source)
    async with app.run_test(size=(40, 300)) as pilot:
        for _ in range(2):
            source.asked.clear()
            app.lines.refresh()
            await settled(pilot)
        assert source.asked == []
