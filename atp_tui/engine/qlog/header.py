"""What the header of a log states about it and its traces, in every version."""

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from atp_tui.engine.qlog.clock import Clock
from atp_tui.engine.qlog.event import End

MAX_TEXT: Final = 200
"""Characters of a title, key, writer or version that are kept."""

_ENDS: Final[Mapping[str, End]] = MappingProxyType({end.value: end for end in End})
_KEYS: Final = ("group_id", "ODCID", "odcid", "original_connection_id")
_NO_DEFAULTS: Final = frozenset({"time_format", "reference_time", "time", *_KEYS[1:]})
_WRITERS: Final = (
    "pcap2qlog",
    "picoquic",
    "aioquic",
    "quic-go",
    "ngtcp2",
    "neqo",
    "mvfst",
    "quiche",
    "quinn",
    "s2n-quic",
    "lsquic",
    "msquic",
    "tquic",
    "quicx",
    "kwik",
    "xquic",
    "haskell",
    "quictrace",
    "zquic",
)
"""Programs that are recognized by their names in the texts of a header."""
_STATED_IN: Final = ("code_version", "title", "description", "event_schemas", "configuration")


class Header:
    """Collects what is stated of a trace; what the log states holds for a trace that does not state otherwise."""

    def __init__(self, log: "Header | None" = None) -> None:
        self.clock = Clock()
        self.columns: object = None
        """The order of the fields of events that are arrays."""
        self.key = ""
        self.end: End = log.end if log else End.UNKNOWN
        self.has_end: bool = log.has_end if log else False
        """Whether an end is stated, even if it is unknown."""
        self.writer: str = log.writer if log else ""
        self.version: str = log.version if log else ""
        self.title: str = log.title if log else ""
        self.error: str | None = None
        """What the writer states where it could not include the trace."""
        self.defaults: dict[str, Any] = {}
        """Fields that every event has."""

    def take(self, values: Mapping[str, Any]) -> None:
        """Take members of a log or trace; of values of an unexpected type nothing is taken."""
        for key, value in values.items():
            if key == "vantage_point" and isinstance(value, Mapping):
                self._take_end(value.get("type"))
                self._take_writer((value.get("name"),))
            elif key in ("vantagepoint", "vantage_point"):
                self._take_end(value)
            elif key == "common_fields" and isinstance(value, Mapping):
                self._take_common(value)
            elif key == "configuration" and isinstance(value, Mapping):
                self.clock.configure(value)
            elif key in ("event_fields", "fields"):
                self.columns = value
            elif key == "starttime":
                self.clock.since(value)
            elif key == "connectionid":
                self.key = self.key or shown(value)
            elif key == "error_description":
                self.error = shown(value)
        self._take_texts(values)

    def _take_texts(self, values: Mapping[str, Any]) -> None:
        self.title = shown(values.get("title")) or self.title
        version = values.get("qlog_version") or values.get("file_schema")
        self.version = shown(version) or self.version
        self._take_writer(_texts(values.get(key) for key in _STATED_IN))
        described = values.get("description")
        if not self.key and isinstance(described, str) and is_id(described):
            self.key = described

    def _take_end(self, value: object) -> None:
        if isinstance(value, str):
            self.end = _ENDS.get(value.lower(), End.UNKNOWN)
            self.has_end = True

    def _take_writer(self, texts: Iterable[object]) -> None:
        """Recognize the program by the first text that names one."""
        for text in texts:
            if not self.writer and isinstance(text, str):
                small = text[:MAX_TEXT].lower()
                self.writer = next((name for name in _WRITERS if name in small), "")

    def _take_common(self, common: Mapping[str, Any]) -> None:
        self.clock.refer(common)
        self.defaults = {key: value for key, value in common.items() if key not in _NO_DEFAULTS}
        found = next((common[key] for key in _KEYS if common.get(key) not in (None, "")), None)
        self.key = shown(found) or self.key


def shown(value: object) -> str:
    """Return a value of a header as text of at most :data:`MAX_TEXT` characters, empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:MAX_TEXT]
    return json.dumps(value)[:MAX_TEXT]


def is_id(text: str) -> bool:
    """Return whether a text is a connection id in hexadecimal digits."""
    return 8 <= len(text) <= 40 and not len(text) % 2 and all(each in "0123456789abcdefABCDEF" for each in text)  # noqa: PLR2004


def _texts(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, list):
            yield from value
        elif isinstance(value, Mapping):
            yield from value.values()
        else:
            yield value
