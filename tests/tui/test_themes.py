"""Every text can be read in both themes, and tells without colour what colour tells."""

from pathlib import Path

import pytest
from rich.color import ColorSystem
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

from atp_tui.store.theme_file import write_theme
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.themes import ANSI, DARK, LIGHT, THEMES, next_theme, usual_theme
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import PACKS, Hand, main_screen, press, rows, settled, told

ENOUGH = 4.5
"""Contrast that text needs. Source: WCAG 2.2, success criterion 1.4.3."""

PLACES = (
    (),
    ("V", "m", "m", "slash", "l", "o", "s", "t"),
    ("escape", "escape", "t", "5", "6", "a"),
    ("7", "down", "down", "e", "x"),
    ("ctrl+u", "0", "enter", "v"),
    ("8", "9"),
)
"""Keys, one after the other, that lead through all panes, a filter, marks, a fault while typing and a what if."""


def brightness(red: int, green: int, blue: int) -> float:
    parts = [part / 255 for part in (red, green, blue)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(style: Style | None, colors: ColorSystem = ColorSystem.TRUECOLOR) -> float:
    """How much text of a style stands out on a terminal of so many colours; 0 where its ground is not known."""
    known = [color for color in (style.color, style.bgcolor) if color is not None] if style else []
    if len(known) < 2 or any(color.is_default for color in known):
        return 0.0
    shown = (color.downgrade(colors).get_truecolor(DEFAULT_TERMINAL_THEME) for color in known)
    low, high = sorted(brightness(*triplet) for triplet in shown)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast(Style.parse("#ffffff on #000000")) == pytest.approx(21)
    assert contrast(Style.parse("#767676 on #ffffff")) == pytest.approx(4.54, abs=0.01)
    assert contrast(Style.parse("#ffffff")) == 0
    assert contrast(Style.parse("#ffffff on default")) == 0


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
async def test_every_text_stands_out_from_its_ground(theme: str) -> None:
    faint: set[tuple[str, str]] = set()
    looked = 0
    app = ExplorerApp(str(PACKS / "five-violations"), OpenOptions(theme=theme))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for keys in PLACES:
            await press(pilot, *keys)
            for strip in app.screen._compositor.render_strips():
                texts = [segment for segment in strip if any(map(str.isalnum, segment.text))]
                looked += len(texts)
                for colors in (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT):
                    faint |= {(s.text, str(s.style)) for s in texts if contrast(s.style, colors) < ENOUGH}
    assert faint == set()
    assert looked > 500


async def shown_without_color(keys: tuple[str, ...]) -> tuple[list[str], set[Style | None]]:
    app = ExplorerApp(str(PACKS / "five-violations"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *keys)
        strips = app.screen._compositor.render_strips()
        return rows(pilot), {segment.style for strip in strips for segment in strip}


async def test_without_colour_everything_is_told_in_words_and_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    page, styles = await shown_without_color(("V", "m", "7", "down", "down", "e", "ctrl+u", "0", "enter", "v"))
    told_colors = {
        color for style in styles if style is not None for color in (style.color, style.bgcolor) if color is not None
    }
    assert all(color.is_default for color in told_colors)
    text = "\n".join(page)
    for sign in ("> !  manifest_integrity", "~  quiescence", "journal_consistency  resolved", "WHAT IF  FAILED"):
        assert sign in text
    assert any("*• 000116" in row for row in page)
    assert "[7 State]" in text
    assert any(style is not None and style.reverse for style in styles), "the row with the cursor stands out"


@pytest.mark.parametrize(
    ("colors", "asked", "name"),
    [
        ("truecolor", "", "dark"),
        ("256", "", "dark"),
        ("standard", "", "ansi"),
        (None, "", "dark"),
        ("standard", "nord", "nord"),
        ("truecolor", "light", "light"),
        ("truecolor", "no such theme", "dark"),
    ],
)
def test_the_usual_theme_is_that_of_the_terminal(colors: str | None, asked: str, name: str) -> None:
    assert usual_theme(colors, {"TEXTUAL_THEME": asked} if asked else {}) == name


async def test_a_key_goes_through_the_themes() -> None:
    async with ExplorerApp(str(PACKS / "clean")).run_test() as pilot:
        await settled(pilot)
        assert pilot.app.theme == DARK.name
        await press(pilot, "T")
        assert pilot.app.theme == LIGHT.name
        await press(pilot, "T", "T")
        assert pilot.app.theme == DARK.name
        assert told(pilot) == ["theme: light", "theme: ansi", "theme: dark"]
    assert next_theme("nord") == DARK.name
    assert len({theme.name for theme in THEMES}) == len(THEMES)


async def test_a_terminal_of_sixteen_colours_gets_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    app = ExplorerApp(str(PACKS / "five-violations"))
    assert app.console.color_system == "standard"
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert app.theme == ANSI.name
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                if any(map(str.isalnum, segment.text)) and segment.style is not None:
                    ground = segment.style.bgcolor
                    assert ground is None or ground.is_default, segment


def is_still(pilot: Hand) -> bool:
    return pilot.app.animation_level == "none"


@pytest.mark.parametrize(
    ("options", "environ", "still"),
    [
        (OpenOptions(), {}, False),
        (OpenOptions(is_still=True), {}, True),
        (OpenOptions(), {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, True),
        (OpenOptions(), {"SSH_TTY": "/dev/pts/3"}, True),
    ],
)
async def test_nothing_moves_where_that_is_asked_for_and_over_a_line(
    options: OpenOptions, environ: dict[str, str], still: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "full")
    async with ExplorerApp(str(PACKS / "clean"), options).run_test() as pilot:
        assert is_still(pilot) is still
        assert main_screen(pilot).query_one("#state-entry", FilterInput).cursor_blink is not still


def with_theme(path: Path, theme: str = "") -> ExplorerApp:
    return ExplorerApp(str(PACKS / "clean"), OpenOptions(theme=theme, theme_file=str(path)))


async def test_the_theme_that_was_chosen_is_there_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "not there yet" / "theme.toml"
    async with with_theme(file).run_test() as pilot:
        await settled(pilot)
        assert not file.exists()
        await press(pilot, "T")
    async with with_theme(file).run_test() as pilot:
        await settled(pilot)
        assert pilot.app.theme == LIGHT.name
        await press(pilot, "T")
        assert pilot.app.theme == ANSI.name
        pilot.app.theme = "nord"
        await settled(pilot)
    assert with_theme(file).theme == "nord", "from the list of all themes too"
    assert sorted(path.name for path in file.parent.iterdir()) == ["theme.toml"]


async def test_option_and_environment_and_few_colours_count_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_theme(str(tmp_path / "theme.toml"), LIGHT.name)
    assert with_theme(tmp_path / "theme.toml", DARK.name).theme == DARK.name
    monkeypatch.setenv("TEXTUAL_THEME", "nord")
    assert with_theme(tmp_path / "theme.toml").theme == "nord"
    monkeypatch.delenv("TEXTUAL_THEME")
    assert usual_theme("standard", {}, LIGHT.name) == ANSI.name
    assert usual_theme("256", {}, LIGHT.name) == LIGHT.name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("theme = 'no such theme'", "expected the name of a theme, found 'no such theme'"),
        ("theme = ", "expected TOML"),
        ("theme = 7", 'expected theme = "NAME" and nothing else'),
        ("other = 'light'", 'expected theme = "NAME" and nothing else'),
        ("\x1b[2J", "expected TOML"),
        ("x" * 5_000, "expected at most 4096 bytes"),
    ],
)
async def test_a_file_that_holds_no_theme_is_ignored_with_a_notice(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "theme.toml"
    file.write_text(text)
    async with with_theme(file).run_test() as pilot:
        await settled(pilot)
        assert pilot.app.theme == DARK.name
        (notice,) = told(pilot)
        assert notice.startswith(f"no theme is remembered: {file}: ")
        assert why in notice
        await press(pilot, "T")
    assert with_theme(file).theme == LIGHT.name, "the next choice replaces it"


async def test_a_theme_that_cannot_be_written_is_used_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with with_theme(tmp_path / "file" / "theme.toml").run_test() as pilot:
        await settled(pilot)
        pilot.app.clear_notifications()
        await press(pilot, "T")
        assert pilot.app.theme == LIGHT.name
        assert any(notice.startswith("the theme is not remembered: ") for notice in told(pilot))


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
async def test_bars_are_grey_with_256_colours_too(theme: str) -> None:
    app = ExplorerApp(str(PACKS / "five-violations"), OpenOptions(theme=theme))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "V", "slash", "a", "enter", "question_mark")
        for name in ("#summary", "#lower-panes", "#lanes", "#found", "#help"):
            screen = pilot.app.screen if name == "#help" else main_screen(pilot)
            assert is_grey(screen.query_one(name).rich_style), name
        blurred = main_screen(pilot).query_one("#violation-list", LineList)
        assert is_grey(blurred.get_component_rich_style("line-list--cursor"))


def is_grey(style: Style) -> bool:
    """Whether the ground of a style is grey on a terminal of 256 colours."""
    assert style.bgcolor is not None
    red, green, blue = style.bgcolor.downgrade(ColorSystem.EIGHT_BIT).get_truecolor(DEFAULT_TERMINAL_THEME)
    return red == green == blue
