"""OTLP as JSON: lines of spans and log records, as the file exporter of OpenTelemetry writes them.

A span is written when it has ended, so that the lines are in no order.
Source: opentelemetry.io, "OpenTelemetry Protocol File Exporter" and "OTLP/HTTP, JSON Protobuf Encoding".
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec

from atp_tui.engine.counted import counted
from atp_tui.engine.records.draft import Draft
from atp_tui.engine.records.event import ERROR, REGION, TURN_KINDS, UNKNOWN_LEVEL, Turn
from atp_tui.engine.records.lines import LogLine
from atp_tui.engine.records.otlp_values import any_value, attributes, objects, service_of, severity, text, u64
from atp_tui.engine.records.said import cut, in_words, shown, without_place
from atp_tui.engine.records.times import Times

MAX_KNOWN: Final = 200_000
"""Spans whose identifiers are known, so that others can name them."""

SPAN_EVENT: Final = "EVENT"
LINK: Final = "LINK"
METRIC: Final = "METRIC"

_ITEMS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "resourceSpans": (("scopeSpans", "instrumentationLibrarySpans"), "spans"),
    "resourceLogs": (("scopeLogs", "instrumentationLibraryLogs"), "logRecords"),
    "resourceMetrics": (("scopeMetrics", "instrumentationLibraryMetrics"), "metrics"),
}
"""Where the items of a message are: in arrays of resources, in these of scopes, in this one."""

_STATUS_ERROR: Final = ("2", "STATUS_CODE_ERROR")
_REMOTE: Final = 0x300
"""The flags of a span whose parent is known to be in another process."""

_elements: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
_members: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode: Final = msgspec.json.Decoder().decode


class Item(NamedTuple):
    """A span, log record or metric in a line."""

    container: str
    """One of :data:`_ITEMS`."""
    offset: int
    """Its first byte in the line."""
    text: bytes
    """What is at that place: the item, or the whole line where the place of the item is not known."""
    raw: bytes
    service: str


class OtlpLines:
    """Reads the messages of one log.

    Args:
        times: Reads their times.
    """

    def __init__(self, times: Times) -> None:
        self._times = times
        self._names: dict[bytes, str] = {}
        self._seen: set[bytes] = set()
        self._awaited: set[bytes] = set()
        self._count = 0
        self._is_crowded = False

    def events(self, line: LogLine, record: Mapping[str, Any]) -> Iterator[Draft]:
        """Yield the events of a message; none where it has no items."""
        for item in items_of(line.data, record):
            found = _decode(item.raw)
            if not isinstance(found, dict):
                continue
            draft = Draft(line.offset + item.offset, len(item.text), None, "", "")
            if item.container == "resourceSpans":
                yield from self._span(draft, found, item.service)
            elif item.container == "resourceLogs":
                yield self._log_record(draft, found, item.service)
            else:
                yield self._metric(draft, found, item.service)

    def doubts(self) -> Iterator[tuple[str, str]]:
        """Yield the names of checks that cannot be silent about the log, each with the reason as a clause."""
        missing = len(self._awaited - self._seen)
        if self._is_crowded:
            yield "region_closure", "it has more spans than are compared, and the parent of one may be missing"
        elif missing:
            spans = counted(missing, "span")
            yield "region_closure", f"the parent of others is not in the log, or never ended: {spans}"

    def _span(self, draft: Draft, span: Mapping[str, Any], service: str) -> Iterator[Draft]:
        key = _key(span.get("traceId"), span.get("spanId"))
        region = self._name(key)
        self._seen.add(key)
        start, end = self._time(span.get("startTimeUnixNano")), self._time(span.get("endTimeUnixNano"))
        start = end if start is None else start
        label = _label(span, service)
        inside = self._parent(span)
        words = in_words([("span", text(span.get("spanId"))), *attributes(span.get("attributes")).items()])
        opened = f"region {region} opened{f' in {inside}' if inside else ''}: {label} {words}"
        draft = draft._replace(region=region)
        yield _turn(draft._replace(time=start), region, opened, begins=True)
        for event in objects(span.get("events")):
            yield _span_event(draft._replace(time=self._time(event.get("timeUnixNano")) or start), event)
        for link in objects(span.get("links")):
            yield self._link(draft._replace(time=start), link)
        if end is None or start is None:
            return
        draft = draft._replace(time=max(start, end))
        status = span.get("status")
        if isinstance(status, dict) and str(status.get("code")) in _STATUS_ERROR:
            said = f"{label} failed: {text(status.get('message')) or 'no message'} [region {region}]"
            yield draft._replace(kind=ERROR, level=ERROR, message=cut(said), is_failure=True)
        yield _turn(draft, region, f"region {region} closed: {label}", begins=False)

    def _log_record(self, draft: Draft, record: Mapping[str, Any], service: str) -> Draft:
        level = severity(record)
        ids = {name: text(record.get(key)) for name, key in (("span", "spanId"), ("trace", "traceId"))}
        others = {**attributes(record.get("attributes")), **{name: each for name, each in ids.items() if each}}
        body = record.get("body")
        parts = (f"{service}:" if service else "", shown(any_value(body)) if body else "", in_words(others.items()))
        time = self._time(record.get("timeUnixNano")) or self._time(record.get("observedTimeUnixNano"))
        return draft._replace(
            time=time, kind=level or UNKNOWN_LEVEL, level=level, message=cut(" ".join(filter(None, parts)))
        )

    def _metric(self, draft: Draft, metric: Mapping[str, Any], service: str) -> Draft:
        data = next((each for each in metric.values() if isinstance(each, dict) and "dataPoints" in each), {})
        points = list(objects(data.get("dataPoints")))
        words = f"{service}: " if service else ""
        said = f"{words}{text(metric.get('name'))} {counted(len(points), 'point')} {text(metric.get('unit'))}".rstrip()
        time = self._time(points[0].get("timeUnixNano")) if points else None
        return draft._replace(time=time, kind=METRIC, message=cut(said))

    def _time(self, value: object) -> int | None:
        """A time in nanoseconds since 1970; None where it is not stated, for which the format also has 0."""
        found = u64(value)
        return self._times.read(found) if found else None

    def _parent(self, span: Mapping[str, Any]) -> str:
        """The region of the parent of a span; empty where it has none."""
        if not text(span.get("parentSpanId")):
            return ""
        key = _key(span.get("traceId"), span.get("parentSpanId"))
        if (u64(span.get("flags")) or 0) & _REMOTE != _REMOTE:
            self._awaited.add(key)
        return self._name(key)

    def _link(self, draft: Draft, link: Mapping[str, Any]) -> Draft:
        known = self._names.get(_key(link.get("traceId"), link.get("spanId")), "")
        ids = f"span {text(link.get('spanId'))} of trace {text(link.get('traceId'))}"
        words = in_words(attributes(link.get("attributes")).items())
        said = f"region {draft.region} linked to {known or 'another'}: {ids} {words}"
        return draft._replace(kind=LINK, message=cut(said.rstrip()))

    def _name(self, key: bytes) -> str:
        """The name of the region of a span."""
        name = self._names.get(key)
        if name is None:
            self._count += 1
            name = f"s{self._count}"
            if len(self._names) < MAX_KNOWN:
                self._names[key] = name
            else:
                self._is_crowded = True
        return name


def items_of(data: bytes, record: Mapping[str, Any]) -> Iterator[Item]:
    """Yield the items of a message, each with its place in the bytes of its line.

    Args:
        data: The line.
        record: What it is decoded.
    """
    if not any(isinstance(record.get(container), list) for container in _ITEMS):
        return
    at: int | None = 0
    for container, raw, service in _items(data):
        # The items come in the order of the line, so each is behind the one before; not where a key is repeated.
        at = None if at is None or (found := data.find(raw, at)) < 0 else found
        yield Item(container, 0, data, raw, service) if at is None else Item(container, at, raw, raw, service)
        at = None if at is None else at + len(raw)


def _items(data: bytes) -> Iterator[tuple[str, bytes, str]]:
    for container, resources in _members(data).items():
        scope_keys, item_key = _ITEMS.get(container, ((), ""))
        for resource in _array(resources):
            fields = _object(resource)
            for scope in (each for key in scope_keys for each in _array(fields.get(key))):
                inner = _object(scope)
                service = service_of(_value(fields.get("resource")), _value(inner.get("scope")))
                yield from ((container, bytes(raw), service) for raw in _array(inner.get(item_key)))


def _array(raw: msgspec.Raw | None) -> list[msgspec.Raw]:
    return _elements(raw) if raw is not None and bytes(raw).startswith(b"[") else []


def _object(raw: msgspec.Raw) -> dict[str, msgspec.Raw]:
    return _members(raw) if bytes(raw).startswith(b"{") else {}


def _value(raw: msgspec.Raw | None) -> object:
    return None if raw is None else _decode(raw)


def _key(trace: object, span: object) -> bytes:
    return blake2b(f"{text(trace)}/{text(span)}".encode("utf-8", "replace"), digest_size=16).digest()


def _label(span: Mapping[str, Any], service: str) -> str:
    name = without_place(cut(text(span.get("name")) or "a span"))
    return f"{without_place(service)}: {name}" if service else name


def _turn(draft: Draft, region: str, message: str, *, begins: bool) -> Draft:
    message = cut(without_place(message).rstrip())
    return draft._replace(kind=TURN_KINDS[REGION, begins], message=message, turn=Turn(REGION, region, begins))


def _span_event(draft: Draft, event: Mapping[str, Any]) -> Draft:
    name = text(event.get("name"))
    level = ERROR if name == "exception" else ""
    said = f"{name} {in_words(attributes(event.get('attributes')).items())}".rstrip()
    return draft._replace(
        kind=level or SPAN_EVENT,
        level=level,
        message=f"{cut(said)} [region {draft.region}]",
    )
