"""What of the qlog format is read, as a table.

Its own draft asks a tool to state this. Source: draft-ietf-quic-qlog-main-schema-14, section 14.
"""

from typing import Final, NamedTuple

from atp_tui.engine.qlog.clock import FORMS, TIME_FIELDS, UNITS
from atp_tui.engine.qlog.event import Framing
from atp_tui.engine.qlog.fields import METRICS
from atp_tui.engine.qlog.frame_words import FRAME_WORDS
from atp_tui.engine.qlog.names import CANONICAL


class Row(NamedTuple):
    """What is read of one part of the format."""

    part: str
    read: tuple[str, ...]


VERSIONS: Final = (
    "0.1",
    "draft-00",
    "draft-01",
    "draft-02-wip",
    "draft-02",
    "0.3",
    "0.4",
    "urn:ietf:params:qlog:file:contained",
    "urn:ietf:params:qlog:file:sequential",
)
"""Labels of versions of which logs were read; a log with another label, or none, is read by its content as well."""

COVERAGE: Final[tuple[Row, ...]] = (
    Row("versions", VERSIONS),
    Row("framings", tuple(framing.value for framing in Framing)),
    Row("times", tuple(TIME_FIELDS)),
    Row("time formats", tuple(FORMS)),
    Row("time units", tuple(UNITS)),
    Row("events", tuple(sorted(CANONICAL))),
    Row("frames", tuple(sorted(FRAME_WORDS))),
    Row("metrics", tuple(METRICS)),
)
"""What is read; events and fields that are not listed are kept and shown, but nothing is concluded from them."""
