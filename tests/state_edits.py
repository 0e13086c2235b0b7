"""Edits of the state in the explorer, as a user makes them."""

from tests.explorer import Hand, enter, main_screen, press


async def set_gaps(pilot: Hand, *values: str) -> None:
    """Set the field journal_gaps to each of some values, one edit after the other."""
    for value in values:
        await press(pilot, "7", "home", "down", "down", "e", "end", "ctrl+u")
        await enter(pilot, value)
        await press(pilot, "enter")


def gaps(pilot: Hand) -> int:
    """Return the value of that field now."""
    what_if = main_screen(pilot).what_if
    assert what_if is not None
    return what_if.what_if.state.journal_gaps
