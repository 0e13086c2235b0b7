"""A footer shows the most important keys, each whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from atp_tui.tui.widgets.key_footer import KeyFooter, fitting

KEYS = (("?", "Help"), ("/", "Filter"), ("y", "Copy replay"), ("[", "[red]Back"))
WORD = st.text("ab字[", min_size=1, max_size=8)


class FooterApp(App[None]):
    def compose(self) -> ComposeResult:
        yield KeyFooter(KEYS)


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (80, "? Help  / Filter  y Copy replay  [ [red]Back"),
        (46, "? Help  / Filter  y Copy replay  [ [red]Back"),
        (45, "? Help  / Filter  y Copy replay  …"),
        (21, "? Help  / Filter  …"),
        (20, "? Help  …"),
        (8, "…"),
    ],
)
async def test_a_narrow_footer_leaves_out_what_is_least_important(width: int, row: str) -> None:
    app = FooterApp()
    async with app.run_test(size=(width, 3)):
        assert app.query_one(KeyFooter).render_line(0).text.rstrip() == row


async def test_other_keys_can_be_shown() -> None:
    app = FooterApp()
    async with app.run_test(size=(40, 3)) as pilot:
        footer = app.query_one(KeyFooter)
        footer.show_keys([("esc", "Back")])
        await pilot.pause()
        assert footer.render_line(0).text.strip() == "esc Back"


@given(st.lists(st.tuples(WORD, WORD), max_size=8), st.integers(0, 60))
def test_what_is_shown_comes_first_and_fits(keys: list[tuple[str, str]], width: int) -> None:
    shown = fitting(keys, width)
    assert list(shown) == keys[: len(shown)]
    row = "  ".join(f"{key} {label}" for key, label in shown)
    if len(shown) < len(keys):
        longer = "  ".join(f"{key} {label}" for key, label in keys[: len(shown) + 1])
        assert cell_len(f"{row}  …" if shown else "") <= width
        assert cell_len(longer if len(shown) + 1 == len(keys) else f"{longer}  …") > width
    else:
        assert cell_len(row) <= width or not keys
