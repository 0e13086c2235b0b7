"""The title of a fingerprint: its parts on one line of moderate length."""

from collections.abc import Iterable
from typing import Final

from atp_tui.engine.fingerprint.normalize import MARK

TITLE_LENGTH: Final = 120
"""Characters that a title has at most."""

_TEXT_LENGTH: Final = 40
"""Characters of one part."""

_TEXTS: Final = 8
"""Parts of one kind; a hostile pack may have a million."""

_CUT: Final = "…"


def title_of(
    violation_type: str, checks: Iterable[str], pending: Iterable[str], new: Iterable[str], gone: Iterable[str]
) -> str:
    """Return ``quiescence: deliver block pending; + BlockShort RepairSpent; - OutcomesReported``.

    Checks are only named where nothing else tells one group from another.
    """
    waits = ", ".join(dict.fromkeys(_listed(_stem(text) for text in pending)))
    came, went = " ".join(_listed(new)), " ".join(_listed(gone))
    said = [f"{waits} pending" if waits else "", f"+ {came}" if came else "", f"- {went}" if went else ""]
    clauses = "; ".join(filter(None, said)) or ", ".join(_listed(checks))
    name = _cut(violation_type, _TEXT_LENGTH)
    return _cut(f"{name}: {clauses}" if clauses else name, TITLE_LENGTH)


def _listed(texts: Iterable[str]) -> list[str]:
    texts = tuple(texts)
    shown = [_cut(text, _TEXT_LENGTH) for text in texts[:_TEXTS]]
    return [*shown, _CUT] if len(texts) > _TEXTS else shown


def _stem(operation: str) -> str:
    """The words of an operation before the first number: ``deliver block`` of ``deliver block # to replica #``."""
    return operation[: _TEXT_LENGTH * 2].partition(MARK)[0].strip() or operation


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + _CUT
