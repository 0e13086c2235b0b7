"""Two packs of one connection, one from the log of each end, made into one with the clocks aligned."""

import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.errors import IoError
from atp_tui.engine.imported import FAULT, ORIGIN
from atp_tui.engine.imported_pair import MergedEnd, merged_record
from atp_tui.engine.imported_trace import ImportedTrace
from atp_tui.engine.pack_format import LOG_OF, rendered
from atp_tui.engine.proof.instant import nanoseconds
from atp_tui.engine.qlog.clock import write_date
from atp_tui.engine.qlog.event import Connection, End, FaultKind, LogEvent
from atp_tui.engine.qlog.judge.check import Damage
from atp_tui.engine.qlog.pair import Pair, PairResult
from atp_tui.engine.qlog.read import read_log
from atp_tui.engine.source_table import SIZE, TABLE, SourceEntry, read_entry
from atp_tui.engine.trace import U64_MAX, TraceEvent
from atp_tui.store.logs.packs import PackOfLog
from atp_tui.store.logs.progress import ImportProgress, Stage, Told, share_of
from atp_tui.store.pack import Pack
from atp_tui.store.refusal import unwritable
from atp_tui.store.source_records import FOLDER
from atp_tui.store.spool import Spool, SpooledFile
from atp_tui.store.writer import write_pack

_GROWN: Final = (TRACE, *LOG_OF.values())
_HELD: Final = 8_192
"""Events whose bytes are held before they are written."""
_PEERS: Final[Mapping[str, str]] = {End.CLIENT: End.SERVER, End.SERVER: End.CLIENT}
_UNNAMED: Final = "trace "
"""How the key of a connection begins that no log names."""


OpenedEnd = tuple[PackOfLog, Pack]
"""The pack of one end of a connection, opened."""


def pairs_of(packs: Sequence[PackOfLog]) -> list[tuple[PackOfLog, PackOfLog]]:
    """Return the packs of a client and a server that belong to one connection, each pack at most once."""
    waiting: dict[tuple[str, str], list[PackOfLog]] = {}
    pairs: list[tuple[PackOfLog, PackOfLog]] = []
    for pack in packs:
        key, end = pack.made.key, pack.made.end
        if end not in _PEERS or not key or key.startswith(_UNNAMED):
            continue
        if peers := waiting.get((key, _PEERS[end])):
            peer = peers.pop(0)
            pairs.append((pack, peer) if end == End.CLIENT else (peer, pack))
        else:
            waiting.setdefault((key, end), []).append(pack)
    return pairs


def import_pair(client: OpenedEnd, server: OpenedEnd, target: str, tell: Told, *, is_lasting: bool) -> None:
    """Write the pack of a connection into the new directory *target*, from the packs of its ends.

    Raises:
        IoError: a log or pack cannot be read, or something cannot be written; then nothing of it is left.
    """
    try:
        with Spool(os.path.dirname(target)) as spool:
            write_pack(target, Merging(client, server, spool, tell).files(), is_lasting=is_lasting)
    except OSError as error:
        raise unwritable(target, error) from None


class Merging:
    """Writes the files of one pack from those of both ends.

    Args:
        client: The pack of the client, opened.
        server: That of the server.
        spool: Where files grow.
        tell: Told now and then how far it is.
    """

    def __init__(self, client: OpenedEnd, server: OpenedEnd, spool: Spool, tell: Told) -> None:
        self._ends = {End.CLIENT: client, End.SERVER: server}
        self._spool, self._tell = spool, tell
        self._events = 0
        """The events of both ends."""
        self._trace = ImportedTrace()
        self._places = {end: array("Q") for end in self._ends}

    def files(self) -> Mapping[str, bytes | Iterable[bytes] | SpooledFile]:
        """Return the files; errors as for reading the logs and the packs, and for writing to the spool."""
        compared = self._compared()
        starts = self._starts(compared.offset_ns)
        for event in self._merged(starts):
            self._add(*event)
        self._trace.end()
        self._write()
        paths = {end: self._copy(end, number) for number, end in enumerate(self._ends)}
        client, server = (
            MergedEnd(end, pack.crashpack, self._places[end], paths[end]) for end, (_, pack) in self._ends.items()
        )
        record = merged_record(client, server, compared, self._origin(starts))
        grown = {name: self._spool.file(_spooled(name)) for name in _GROWN}
        copies = {paths[end]: self._spool.file(f"pair.{end}") for end in self._ends if paths[end]}
        table = {TABLE: self._spool.file(_spooled(TABLE))} if copies else {}
        return {**rendered(record), **grown, **copies, **table}

    def _compared(self) -> PairResult:
        """Compare the two logs, each read once more."""
        (client, sent), (server, received) = (_log_of(pack) for pack, _ in self._ends.values())
        pair = Pair(client, server)
        for event in self._counted(sent, End.CLIENT):
            pair.take_client(event)
        for event in self._counted(received, End.SERVER):
            pair.take_server(event)
        return pair.finish(*(_damage(pack) for _, pack in self._ends.values()))

    def _counted(self, events: Iterator[LogEvent], end: End) -> Iterator[LogEvent]:
        """Yield the events of the log of an end, and tell now and then how far that is."""
        source = self._ends[end][0].source
        for event in events:
            if event.number % _HELD == 0:
                self._tell(ImportProgress(source.path, share_of(event.offset, source.size), stage=Stage.COMPARE))
            self._events += 1
            yield event

    def _starts(self, offset: int | None) -> Mapping[End, int]:
        """The time in the merged trace at which the log of each end begins."""
        if offset is None:
            origins = [nanoseconds(pack.crashpack.metadata.get(ORIGIN, "")) for _, pack in self._ends.values()]
            known = [each for each in origins if each is not None]
            offset = known[0] - known[1] if len(known) == len(self._ends) else 0
        server = -offset
        return {End.CLIENT: max(0, -server), End.SERVER: max(0, server)}

    def _origin(self, starts: Mapping[End, int]) -> str:
        """The time of the first event of the merged trace on the clock of the client."""
        origin = self._ends[End.CLIENT][1].crashpack.metadata.get(ORIGIN, "")
        found = nanoseconds(origin)
        return origin if found is None else write_date(found - starts[End.CLIENT])

    def _merged(self, starts: Mapping[End, int]) -> Iterator[tuple[End, int, TraceEvent, SourceEntry | None]]:
        """Yield the events of both ends by time; those of one end stay in their order, whatever their times."""
        rows = {end: self._rows(end, start) for end, start in starts.items()}
        heads = {end: row for end, each in rows.items() if (row := next(each, None)) is not None}
        latest = {end: row[0] for end, row in heads.items()}
        while heads:
            end = min(heads, key=latest.__getitem__)
            yield (end, *heads.pop(end))
            if (row := next(rows[end], None)) is not None:
                heads[end] = row
                latest[end] = max(latest[end], row[0])

    def _rows(self, end: End, start: int) -> Iterator[tuple[int, TraceEvent, SourceEntry | None]]:
        """Yield the events of one end with their times in the merged trace, and where their records are."""
        pack = self._ends[end][1]
        entries = _entries(os.path.join(self._ends[end][0].path, TABLE)) if pack.records is not None else iter(())
        for event in pack.events:
            if isinstance(event, TraceEvent):
                yield (event.fields.time or 0) + start, event, next(entries, None)

    def _add(self, end: End, time: int, event: TraceEvent, entry: SourceEntry | None) -> None:
        fields, number = event.fields, self._trace.count
        self._places[end].append(number)
        offset, length, _ = entry or SourceEntry(0, 0, 0)
        message, log = f"{end}: {fields.message}", int(end is End.SERVER)
        self._trace.add(min(time, U64_MAX), fields.kind or "", message, offset, length, log)
        if number % _HELD == 0:
            self._write()

    def _write(self) -> None:
        for name, data in self._trace.take().items():
            self._spool.append(_spooled(name), data)
        path, done = self._ends[End.CLIENT][0].source.path, self._trace.count
        self._tell(ImportProgress(path, share_of(done, self._events), done, 1, Stage.MERGE))

    def _copy(self, end: End, number: int) -> str:
        """Copy the log of an end, and return its path in the merged pack; empty where its pack has none."""
        pack, opened = self._ends[end]
        paths = opened.crashpack.artifact_paths
        path = next((each for each in paths if each.startswith(f"{FOLDER}/") and each != TABLE), "")
        if not path or any(not each.records for _, each in self._ends.values()):
            return ""
        with open(os.path.join(pack.path, path), "rb") as file:
            while chunk := file.read(1 << 20):
                self._spool.append(f"pair.{end}", chunk)
        return f"{FOLDER}/{number}-{end}-{path.removeprefix(f'{FOLDER}/')}"


def _log_of(pack: PackOfLog) -> tuple[Connection, Iterator[LogEvent]]:
    """The connection of a pack and its events, read from its log again.

    Raises:
        IoError: the log cannot be read, or does not have the connection any more.
    """
    found = ((connection, event) for connection, event in read_log(pack.source.chunks()))
    mine = ((connection, event) for connection, event in found if connection.number == pack.made.number)
    first = next(mine, None)
    if first is None:
        raise IoError("the connection that was imported", "a log without it", file=pack.source.path)
    return first[0], chain([first[1]], (event for _, event in mine))


def _damage(pack: Pack) -> Damage:
    """What is missing in the log of a pack, as its metadata have it."""
    kinds = {value.partition(":")[0] for key, value in pack.crashpack.metadata.items() if key.startswith(FAULT)}
    return Damage(FaultKind.CUT in kinds, bool(kinds & {FaultKind.DAMAGED, FaultKind.LIMIT}))


def _entries(path: str) -> Iterator[SourceEntry | None]:
    with open(path, "rb") as file:
        while data := file.read(SIZE * 4_096):
            yield from (read_entry(data[place : place + SIZE]) for place in range(0, len(data), SIZE))


def _spooled(name: str) -> str:
    return "pair." + name.replace("/", ".")
