"""The mappings that ship with the program, as the documents that a person could write.

Sources: the documentation of tracing-subscriber (``fmt::format::Json``, ``FmtSpan``), of Go's ``log/slog``
(``JSONHandler``), of structlog (``JSONRenderer``) and of zap (``NewProductionEncoderConfig``), and what they write.
"""

from functools import cache
from typing import Final

from atp_tui.engine.records.mapping import LogMapping, read_mapping

_TRACING: Final = """
title = "JSON of Rust's tracing-subscriber"
recognize = ["timestamp", "level", "fields|target"]
unit = "rfc3339"
body = ["fields"]
omit = ["span", "spans", "threadId", "threadName", "filename", "line_number"]

[fields]
time = "timestamp"
message = ["fields.message", "message"]
seed = ["fields.seed", "seed"]
lane = "target"
level = "level"
logger = "target"
span = "span"
# The spans of a record are those around it, and may end with its own.
parent = ["spans.-1", "spans.-2"]
name = "span.name"
turn = ["fields.message", "message"]

[spans]
open = "new"
close = "close"
enter = "enter"
exit = "exit"
fields = ["time.busy", "time.idle"]

[lanes]
quic = ["quinn", "quiche", "s2n_quic", "neqo"]
"""

_SLOG: Final = """
title = "JSONHandler of Go's slog"
recognize = ["time:text", "level:text", "msg"]
omit = ["source"]

[fields]
time = "time"
message = "msg"
seed = "seed"
level = "level"
logger = "logger"
"""

_ZAP: Final = """
title = "production encoder of zap"
recognize = ["ts", "level:text", "msg"]
omit = ["caller", "stacktrace"]
# zap ends the program, or a goroutine of it, with a record of one of these levels.
violation_levels = ["PANIC", "FATAL"]

[fields]
time = "ts"
message = "msg"
seed = "seed"
level = "level"
logger = "logger"
"""

_STRUCTLOG: Final = """
title = "JSONRenderer of structlog"
recognize = ["event", "level"]
omit = ["stack", "exception"]

[fields]
time = "timestamp"
message = "event"
seed = "seed"
level = "level"
logger = "logger"
"""

_OTLP: Final = """
title = "OTLP as JSON lines, by OpenTelemetry's file exporter"
records = "otlp"
unit = "ns"
recognize = ["resourceSpans|resourceLogs|resourceMetrics"]
# Spans are written when they have ended.
order = "time"
# The program, or a part of it, ends.
violation_levels = ["FATAL"]
"""

_LINES: Final = """
title = "other JSON lines, by usual names of fields"
recognize = ["time|timestamp|ts|@timestamp|t|date", "message|msg|event|text|log"]

[fields]
time = ["time", "timestamp", "ts", "@timestamp", "t", "date"]
message = ["message", "msg", "event", "text", "log"]
seed = "seed"
level = ["level", "severity", "lvl", "levelname", "log.level"]
logger = ["logger", "name", "log.logger", "module"]
"""

DOCUMENTS: Final = {
    "otlp": _OTLP,
    "tracing": _TRACING,
    "slog": _SLOG,
    "zap": _ZAP,
    "structlog": _STRUCTLOG,
    "lines": _LINES,
}
"""The mappings by name; a log is read by the first that fits most of its records."""

LINES: Final = "lines"
"""The mapping by the usual names of fields, which many files fit that are something else."""


@cache
def builtin(name: str) -> LogMapping:
    """Return the mapping that ships under a name, one of :data:`DOCUMENTS`."""
    return read_mapping(DOCUMENTS[name], name)
