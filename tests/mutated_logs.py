"""Malformed logs of real runs, each made from its seed: logs of stacks and typed ones with a few things spoiled."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.hostile import PAYLOADS
from tests.mutations import MUTATIONS

LOGS: Final = Path(__file__).parent / "logs"
EVENTS_KEPT: Final = 12
"""Events to which most logs are shortened, so that a case takes milliseconds."""

_DEEP: Final = 1_200
"""Levels of a value that is deeper than any reader follows."""
_BEGIN: Final = b"\x1e"


class Log(NamedTuple):
    """A log as values: what is stated of it, what is stated of its trace, and its events."""

    head: Mapping[str, Any]
    trace: Mapping[str, Any]
    events: Sequence[Any]


def _deep(dice: random.Random) -> Any:  # noqa: ANN401 - any JSON value
    made: Any = 1
    for _ in range(dice.choice((20, 130))):
        made = [made] if dice.random() < 0.5 else {"frames": made}
    return made


def _number(dice: random.Random) -> Any:  # noqa: ANN401 - as above
    return dice.choice(
        (
            *(0, -1, 1, 2**31, 2**32, 2**53 + 1, 2**62, 2**63, 2**64 - 1, 2**64, 10**30, 10**400),
            *(0.5, -0.0, 1e300, 1e-300, float("inf"), float("-inf"), float("nan"), 1_745_672_125_961.5925),
        )
    )


def _words(dice: random.Random) -> Any:  # noqa: ANN401 - as above
    hostile = dice.choice(list(PAYLOADS.values()))
    return dice.choice((hostile, hostile, hostile, hostile * 3, "", "x" * 70_000, "\ud800", "é" * 40, "../../x"))


def _scalar(dice: random.Random) -> Any:  # noqa: ANN401 - as above
    return dice.choice((None, True, False, [], {}, [[]], [None], {"": {}}, "", "0", _words(dice), _number(dice)))


def _as_text(value: Any) -> Any:  # noqa: ANN401 - as above
    return str(value) if isinstance(value, int | float) else [value]


def _other(dice: random.Random, value: Any) -> Any:  # noqa: ANN401 - as above
    """A value in place of another one."""
    return dice.choice(
        (
            lambda: _scalar(dice),
            lambda: _scalar(dice),
            lambda: _number(dice),
            lambda: str(_number(dice)),
            lambda: _words(dice),
            lambda: _as_text(value),
            lambda: _deep(dice),
            lambda: [value] * 3,
            lambda: {"value": value},
        )
    )()


def _places(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - as above
    """Each container and key in a value."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        keys = list(inner) if isinstance(inner, dict) else range(len(inner)) if isinstance(inner, list) else ()
        found += [(inner, key) for key in keys]
        waiting += [inner[key] for key in keys]
    return found


def with_other_values(dice: random.Random, log: Log) -> Log:
    """Fields have values of other types: huge, negative and infinite numbers, numbers as text, hostile texts, depth."""
    changed = _copied(log)
    places = _places([changed.head, changed.trace, *changed.events])
    for _ in range(dice.choice((1, 1, 3, 30))):
        inner, key = dice.choice(places)
        if dice.random() < 0.1 and isinstance(inner, dict):
            inner.pop(key, None)
        elif isinstance(inner, dict) or key < len(inner):
            inner[key] = _other(dice, inner.get(key) if isinstance(inner, dict) else inner[key])
    return changed


def with_one_field_spoiled(dice: random.Random, log: Log) -> Log:
    """One field is spoiled wherever it occurs."""
    changed = _copied(log)
    places = [(inner, key) for inner, key in _places([changed.trace, *changed.events]) if isinstance(inner, dict)]
    name = dice.choice(sorted({key for _, key in places} or {"time"}))
    for inner, key in places:
        if key == name:
            inner[key] = _other(dice, inner[key])
    return changed


def with_other_events(dice: random.Random, log: Log) -> Log:
    """Events are removed, repeated, swapped, or at another time."""
    events = list(_copied(log).events)
    for _ in range(dice.choice((1, 2, 8))):
        if not events:
            break
        one, other = dice.randrange(len(events)), dice.randrange(len(events))
        match dice.randrange(5):
            case 0:
                del events[min(one, other) : max(one, other)]
            case 1:
                events[other:other] = events[one : one + dice.choice((1, 5))]
            case 2:
                events[one], events[other] = events[other], events[one]
            case 3:
                events.insert(one, _scalar(dice))
            case _:
                if isinstance(events[one], dict):
                    events[one] = {**events[one], "time": _number(dice)}
    return log._replace(events=events)


def with_several_connections(dice: random.Random, log: Log) -> Log:
    """Events belong to several connections, one of them without a name."""
    names: list[Any] = [f"{number:08x}" for number in range(dice.choice((2, 2, 2, 3, 12)))]
    names += [dice.choice(("", None, 7, {"a": 1}, _words(dice)))]
    events = [{**event, "group_id": dice.choice(names)} if isinstance(event, dict) else event for event in log.events]
    return log._replace(events=events)


def with_other_times(dice: random.Random, log: Log) -> Log:
    """The form of times, their unit or their origin is another."""
    fields = dict(log.trace.get("common_fields") or {}) if isinstance(log.trace.get("common_fields"), dict) else {}
    forms = ("absolute", "relative", "delta", "relative_to_epoch", "relative_to_previous_event", "x", 5)
    fields["time_format"] = dice.choice(forms)
    clock = {"clock_type": "monotonic", "epoch": "unknown", "wall_clock_time": dice.choice(("x", "2026-03-01T12:00Z"))}
    fields["reference_time"] = dice.choice((0, "1700000000123.4", "2026-03-01T12:00:00Z", clock, _scalar(dice)))
    configuration = {"time_units": dice.choice(("us", "ms", "s", 3)), "time_offset": dice.choice((0, "5", -1e9, "x"))}
    return log._replace(trace={**log.trace, "common_fields": fields, "configuration": configuration})


CHANGES: Final[tuple[Callable[[random.Random, Log], Log], ...]] = (
    with_other_values,
    with_other_values,
    with_one_field_spoiled,
    with_other_events,
    with_several_connections,
    with_other_times,
)
"""What spoils the values of a log."""


def _text(value: Any, indent: int | None = None) -> bytes:  # noqa: ANN401 - as above
    """A value as JSON, with the infinite numbers that some writers have."""
    return json.dumps(value, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")


def as_sequence(dice: random.Random, log: Log) -> bytes:
    """The log as JSON-SEQ, some of it pretty-printed."""
    indent = 1 if dice.random() < 0.1 else None
    records = [{**log.head, "trace": log.trace}, *log.events]
    return b"".join(_BEGIN + _text(each, indent) + b"\n" for each in records)


def as_lines(_: random.Random, log: Log) -> bytes:
    """The log as a JSON text per line."""
    return b"\n".join(map(_text, ({**log.head, "trace": log.trace}, *log.events)))


def as_document(dice: random.Random, log: Log) -> bytes:
    """The log as one JSON document, with one trace or several."""
    traces: list[Any] = [{**log.trace, "events": log.events}]
    if dice.random() < 0.3:
        traces += [dice.choice((traces[0], {"error_description": _words(dice)}, _scalar(dice)))]
    return _text({**log.head, "traces": traces}, 1 if dice.random() < 0.1 else None)


def as_arrays(dice: random.Random, log: Log) -> bytes:
    """The log as one JSON document whose events are arrays."""
    fields: Any = ["relative_time", "category", "event", "data", *(["path_id"] if dice.random() < 0.5 else [])]
    if dice.random() < 0.1:
        fields = dice.choice(([], fields * 2, [1, None], ["data"], "data"))
    events = [_as_array(each) if isinstance(each, dict) else each for each in log.events]
    trace = {**log.trace, dice.choice(("event_fields", "fields")): fields, "events": events}
    return _text({**log.head, "traces": [trace]})


def _as_array(event: Mapping[str, Any]) -> list[Any]:
    category, _, name = str(event.get("name", "")).partition(":")
    return [event.get("time"), category, name, event.get("data"), 0]


FRAMINGS: Final = (as_sequence, as_lines, as_document, as_arrays)


def _copied(log: Log) -> Log:
    return Log(*json.loads(json.dumps(log)))


def _events_of(trace: Mapping[str, Any]) -> list[Any]:
    """The events of a trace as objects, from whatever form they are in."""
    fields = trace.get("event_fields") or trace.get("fields") or []
    return [dict(zip(fields, each, strict=False)) if isinstance(each, list) else each for each in trace["events"]]


def read_values(data: bytes) -> Log | None:
    """The values of a log; None where it is not whole."""
    text = data.decode().replace("\x1e", "")
    decoder, place, values = json.JSONDecoder(), 0, []
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except ValueError:
            break
        values.append(value)
        place += len(text[place:]) - len(text[place:].lstrip())
    if not values:
        return None
    head = dict(values[0])
    traces = [each for each in head.pop("traces", [head]) if "events" in each]
    if traces:
        trace = dict(traces[0])
        events = _events_of(trace)
        trace.pop("events", None)
        return Log({key: value for key, value in head.items() if key != "events"}, trace, events)
    return Log(head, head.pop("trace", {}), values[1:])


@cache
def sources() -> Mapping[str, bytes]:
    """The logs that are spoiled, by their paths below the directory of the fixtures."""
    paths = (path for path in sorted(LOGS.rglob("*log")) if path.is_file())
    return {str(path.relative_to(LOGS)): path.read_bytes() for path in paths}


@cache
def _values(name: str) -> Log | None:
    return read_values(sources()[name])


def _shortened(dice: random.Random, log: Log) -> Log:
    """The begin of a log, its end, and a part between."""
    events, part = log.events, EVENTS_KEPT // 3
    if len(events) <= EVENTS_KEPT or dice.random() < 0.005:
        return log
    middle = dice.randrange(part, len(events) - 2 * part + 1)
    return log._replace(events=[*events[:part], *events[middle : middle + part], *events[-part:]])


def mutated_log(dice: random.Random, name: str) -> bytes:
    """A malformed log made of the one called *name*."""
    log = _values(name)
    if log is None or dice.random() < 0.005:
        data = sources()[name]
    else:
        log = _shortened(dice, log)
        for _ in range(dice.choice((0, 1, 1, 2))):
            log = dice.choice(CHANGES)(dice, log)
        data = dice.choice(FRAMINGS)(dice, log)
    for _ in range(dice.choice((0, 1, 1, 2))):
        data = dice.choice((*MUTATIONS, swapped, nested, mixed))(dice, data)
    return data


def swapped(dice: random.Random, data: bytes) -> bytes:
    """Two parts are in each other's place."""
    one, two, three, four = sorted(dice.randint(0, len(data)) for _ in range(4))
    return data[:one] + data[three:four] + data[two:three] + data[one:two] + data[four:]


def nested(dice: random.Random, data: bytes) -> bytes:
    """Brackets are opened, or values nested, deeper than a reader follows."""
    place, levels = dice.randint(0, len(data)), dice.choice((50, 999, _DEEP, _DEEP, 20_000))
    return data[:place] + dice.choice((b"[", b'{"a":', b"]", b"}", b'[{"x":')) * levels + data[place:]


def mixed(dice: random.Random, data: bytes) -> bytes:
    """The log goes on, in the middle of a record or behind it, as another one in another framing."""
    other = sources()[dice.choice(sorted(sources()))]
    place = dice.choice((len(data), dice.randint(0, len(data))))
    begin = dice.choice((0, dice.randint(0, len(other))))
    return data[:place] + dice.choice((b"", b"\n", _BEGIN)) + other[begin : begin + 4_000]


def mutated_logs(seed: int) -> tuple[bytes, ...]:
    """The malformed log number *seed*; or two, of both ends of a connection."""
    dice = random.Random(f"log {seed}")
    name = dice.choice(sorted(sources()))
    peer = name.replace("client", "\0").replace("server", "client").replace("\0", "server")
    if peer == name or peer not in sources() or dice.random() < 0.7:
        return (mutated_log(dice, name),)
    whole = _values(peer)
    other = sources()[peer] if whole is None else as_sequence(dice, _shortened(dice, whole))
    return (mutated_log(dice, name), mutated_log(dice, peer) if dice.random() < 0.3 else other)
