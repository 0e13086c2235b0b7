"""The fields of a state as rows, and what there is to say of a field and of where the state is from."""

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from atp_tui.cells import cell_len, cut, tail
from atp_tui.clean import clean
from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.checks import CHECKS
from atp_tui.engine.oracle.recorded_state import KnownState, StateSource
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.what_if import WhatIf, write_field
from atp_tui.tui.text import BAD, QUIET, UNDECIDED, first_lines, joined, lines, own_text, pack_text

FIELDS: Final = tuple(TransferState.model_fields)
EDITED: Final = "bold yellow"
_MARK: Final = own_text("  EDITED", EDITED)
_SHORT: Final = 13
_WIDTH: Final = max(map(len, FIELDS))
_CHECK_OF: Final = {field: check for check in CHECKS for field in check.fields}


class StateLines:
    """The fields of the state, each with its value; an edited one with the value recorded before it."""

    def __init__(self, what_if: WhatIf) -> None:
        self._what_if = what_if

    def count(self) -> int:
        """Return the number of fields."""
        return len(self._what_if.fields)

    def line(self, index: int) -> Text:
        """Return a field as a row."""
        field = self._what_if.fields[index]
        fires = _fires(self._what_if, field)
        now, before = write_field(self._what_if.state, field), write_field(self._what_if.known.state, field)
        name = own_text(f"{field:<{_WIDTH}}  ", "cyan")
        value = pack_text(now or "(empty)", "bold" if now else QUIET)
        if now == before and field in self._what_if.lacking:
            return joined(own_text("?   ", UNDECIDED), name, own_text("not recorded", QUIET))
        if now == before:
            return joined(own_text("! " if fires else "  ", BAD), own_text("  "), name, value)
        signs = joined(own_text("! " if fires else "  ", BAD), own_text("~ ", EDITED), name)
        return joined(signs, pack_text(_short(before) or "(empty)", QUIET), own_text(" -> ", EDITED), value, _MARK)


def worst_field(what_if: WhatIf) -> str:
    """Return the first field of the worst check that fires; the first of all where none does, empty without any."""
    fires = [field for field in what_if.fields if _fires(what_if, field)]
    return max(fires, key=lambda field: _CHECK_OF[field].severity.rank, default=next(iter(what_if.fields), ""))


def _fires(what_if: WhatIf, field: str) -> bool:
    return _CHECK_OF[field].answer(what_if.state, what_if.lacking) is Answer.FIRED


def _short(value: str) -> str:
    """A value that was, its middle left out where it is long, so that the one that is now has place."""
    shown = clean(value)
    return shown if cell_len(shown) <= _SHORT else f"{cut(shown, _SHORT // 2 + 1)}{tail(shown, _SHORT // 2)}"


def whole_value(what_if: WhatIf, field: str) -> Iterator[Text]:
    """The whole value of a field, and below it the one that was, as rows have not always place for them."""
    now, before = write_field(what_if.state, field), write_field(what_if.known.state, field)
    yield joined(own_text(f"{field} ", "cyan"), pack_text(now or "(empty)"))
    if now != before:
        yield joined(own_text("recorded ", QUIET), pack_text(before or "(empty)"))


def origin_text(what_if: WhatIf) -> Text:
    """Where the state comes from, and what it cannot account for."""
    known: KnownState = what_if.known
    word = "recorded by the lab" if known.source is StateSource.RECORDED else known.source.value
    parts = [joined(own_text("oracle ", QUIET), pack_text(what_if.recorded.oracle_name), own_text(f": {word}", QUIET))]
    parts += [pack_text(f"{said}: {why}", UNDECIDED) for said, why in _untold(what_if)]
    parts += first_lines(known.open_points, _open_point_text, "points")
    return lines(*parts)


def _open_point_text(point: str) -> Text:
    return pack_text(f"not accounted for: {point}", "yellow")


def _untold(what_if: WhatIf) -> Iterator[tuple[str, str]]:
    """Yield a word and the reason for each field that nothing tells; those without a row are named."""
    for field, why in what_if.lacking.items():
        if field in what_if.fields:
            yield "cannot tell", why
        elif field in FIELDS:
            yield f"{field} was not judged", why
