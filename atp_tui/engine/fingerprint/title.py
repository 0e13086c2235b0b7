"""The title of a fingerprint: its parts on one line of moderate length."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from atp_tui.engine.fingerprint.normalize import MARK

TITLE_LENGTH: Final = 120
"""Characters that a title has at most."""

_TEXT_LENGTH: Final = 40
"""Characters of one part."""

_TYPE_LENGTH: Final = 80
"""Characters of the violation type, which may name an exception and its place."""

_TEXTS: Final = 8
"""Parts of one kind; a hostile pack may have a million."""

_CUT: Final = "…"
_NO_TYPE: Final = "(no type)"


class Clause(NamedTuple):
    """A list of texts in a title."""

    before: str
    texts: tuple[str, ...]
    """What it lists; a clause without texts is left out."""
    between: str = " "
    behind: str = ""

    def __str__(self) -> str:
        texts = self.texts[:_TEXTS]
        listed = [*dict.fromkeys(cut(text, _TEXT_LENGTH) for text in texts), *([_CUT] if texts != self.texts else [])]
        return f"{self.before}{self.between.join(listed)}{self.behind}"


def title_of(violation_type: str, clauses: Iterable[Clause]) -> str:
    """Return ``quiescence: deliver block pending; + BlockShort RepairSpent; - OutcomesReported``."""
    said = "; ".join(str(clause) for clause in clauses if clause.texts)
    name = cut(violation_type, _TYPE_LENGTH) or _NO_TYPE
    return cut(f"{name}: {said}" if said else name, TITLE_LENGTH)


def stem(operation: str) -> str:
    """Return the words before the first number: ``deliver block`` of ``deliver block # to replica #``."""
    return operation[: _TEXT_LENGTH * 2].partition(MARK)[0].strip() or operation


def cut(text: str, length: int) -> str:
    """Return *text*, or its beginning where it is longer than *length* characters."""
    return text if len(text) <= length else text[: length - 1] + _CUT
