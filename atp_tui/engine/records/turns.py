"""The events by which the spans of a log begin and end, and are entered and left."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from atp_tui.engine.records.draft import Draft
from atp_tui.engine.records.event import REGION, TASK, TURN_KINDS, UNKNOWN_LEVEL, Turn
from atp_tui.engine.records.mapping import LogMapping, first
from atp_tui.engine.records.said import cut, label_of
from atp_tui.engine.records.spans import OpenSpan, OpenSpans

_NOT_FOLLOWED: Final = "a span is opened and not followed, since too many are open"


class SpanTurns:
    """Follows the spans of one log.

    A span that is entered without having been opened begins then, and ends when it is left: some logs state no more.

    Args:
        mapping: What the fields of its records mean.
    """

    def __init__(self, mapping: LogMapping) -> None:
        self._mapping = mapping
        self._spans = OpenSpans()
        self._steps: Mapping[str, Callable[[Draft, OpenSpan, str], Draft]] = {
            "close": self._close,
            "enter": self._enter,
            "exit": self._exit,
        }

    @property
    def is_crowded(self) -> bool:
        """Whether more spans were open at once than are followed."""
        return self._spans.is_crowded

    def region_of(self, identity: object) -> str:
        """Return the region of an open span; empty where it is not known."""
        span = None if identity is None else self._spans.find(identity)
        return span.region if span else ""

    def turned(self, draft: Draft, step: str, record: Mapping[str, Any], identity: object) -> Draft:
        """Return the event of a record by which something happens to a span.

        Args:
            draft: The event so far.
            step: ``open``, ``close``, ``enter`` or ``exit``.
            record: The record.
            identity: What identifies the span.
        """
        label = label_of(identity, first(self._mapping.name_of_span, record))
        span = None if step == "open" else self._spans.find(identity)
        if span is not None:
            return self._steps[step](draft, span, label)
        if step in ("open", "enter"):
            return self._open(draft, self._around(record, identity), identity, label, is_entered=step == "enter")
        return _plain(draft, f"{step} of a span that was not opened in this log: {label}")

    def _around(self, record: Mapping[str, Any], identity: object) -> str:
        """The region of the span around that of a record."""
        around = (path.find(record) for path in self._mapping.parent)
        return self.region_of(next((each for each in around if each is not None and each != identity), None))

    def _open(self, draft: Draft, parent: str, identity: object, label: str, *, is_entered: bool) -> Draft:
        span = self._spans.begin(identity, is_entered=is_entered)
        if span is None:
            return _plain(draft, f"{_NOT_FOLLOWED}: {label}")
        inside = f" in {parent}" if parent else ""
        turn = Turn(REGION, span.region, begins=True)
        return _turn(draft, turn, span, f"region {span.region} opened{inside}: {label}")

    def _close(self, draft: Draft, span: OpenSpan, label: str) -> Draft:
        self._spans.end(span)
        turn = Turn(REGION, span.region, begins=False)
        words = f" {draft.message}" if draft.message else ""
        return _turn(draft, turn, span, f"region {span.region} closed: {label}{words}")

    def _enter(self, draft: Draft, span: OpenSpan, label: str) -> Draft:
        if span.is_entered:
            span.tasks.append("")
            return _plain(draft, f"entered once more: {label} [region {span.region}]", span)
        task = self._spans.enter(span)
        return _turn(draft, Turn(TASK, task, begins=True), span, f"task {task} entered region {span.region}: {label}")

    def _exit(self, draft: Draft, span: OpenSpan, label: str) -> Draft:
        if span.is_entered and not span.tasks:
            return self._close(draft, span, label)
        task = span.tasks.pop() if span.tasks else ""
        if task:
            turn = Turn(TASK, task, begins=False)
            return _turn(draft, turn, span, f"task {task} left region {span.region}: {label}")
        return _plain(draft, f"left: {label} [region {span.region}]", span)


def _turn(draft: Draft, turn: Turn, span: OpenSpan, message: str) -> Draft:
    kind = TURN_KINDS[turn.subject, turn.begins]
    return draft._replace(kind=kind, message=cut(message), turn=turn, region=span.region)


def _plain(draft: Draft, message: str, span: OpenSpan | None = None) -> Draft:
    kind = draft.level or UNKNOWN_LEVEL
    return draft._replace(kind=kind, message=cut(message), region="" if span is None else span.region)
