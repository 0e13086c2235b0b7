"""What of structured logs is read, as a table."""

from typing import Final

from atp_tui.engine.qlog.coverage import Row
from atp_tui.engine.records.builtin import DOCUMENTS, builtin
from atp_tui.engine.records.mapping import FIELDS, ORDERS, TURNS, UNIT_NAMES

RECORD_COVERAGE: Final[tuple[Row, ...]] = (
    Row("structured logs", tuple(f"{name}: {builtin(name).title}" for name in DOCUMENTS)),
    Row("fields of a mapping", FIELDS),
    Row("units of a mapping", UNIT_NAMES),
    Row("orders of a mapping", ORDERS),
    Row("what happens to spans", TURNS),
)
"""What is read; fields that a mapping does not name are shown, but nothing is concluded from them."""
