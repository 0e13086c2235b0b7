"""Imported connections as packs on disk."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.imported_record import record_of
from atp_tui.engine.pack_format import LOG_OF, rendered
from atp_tui.engine.qlog.event import End
from atp_tui.engine.source_table import EXCERPT, TABLE
from atp_tui.store.durable_write import create
from atp_tui.store.logs.convert import (
    Conversion,
    ConvertedLog,
    Draft,
    ImportOptions,
    spooled_name,
)
from atp_tui.store.logs.excerpt import excerpt
from atp_tui.store.logs.progress import Told
from atp_tui.store.logs.source import LogSource
from atp_tui.store.refusal import unwritable
from atp_tui.store.spool import Spool, SpooledFile
from atp_tui.store.unique_name import name_directory
from atp_tui.store.writer import write_pack

_GROWN: Final = (TRACE, *LOG_OF.values())
_PACKS: Final = "packs"
_STEM: Final = 60
"""Characters of the name of a log that the name of its pack has."""


INDEX: Final = "imported-packs"
"""The file in a directory of packs that lists them, as JSON."""


class ImportedPack(msgspec.Struct, frozen=True):
    """A pack that was written."""

    name: str
    """The name of its directory."""
    number: int = 0
    """The number of its connection in the log."""
    is_alone: bool = True
    """Whether the log has no other connection."""
    key: str = ""
    """What names the connection in the logs of both ends; empty where the log has none."""
    end: str = End.UNKNOWN
    """The end that wrote the log."""


@dataclass(frozen=True, slots=True)
class PackOfLog:
    """A pack that was imported from a log."""

    source: LogSource
    made: ImportedPack
    path: str
    """Its directory."""

    @property
    def shown(self) -> str:
        """What reports call it: the path of the log, with the number of the connection where there are several."""
        return self.source.path if self.made.is_alone else f"{self.source.path}:{self.made.number}"


def import_log(source: LogSource, folder: str, options: ImportOptions, tell: Told) -> tuple[ImportedPack, ...]:
    """Import a log into the new directory *folder*, with a pack for each connection, and list them in :data:`INDEX`.

    The directory can be made again from the log, so it is not synced to the disk.

    Args:
        source: The log.
        folder: The directory, which must not exist.
        options: What is wanted of the log.
        tell: Told now and then how far it is.

    Raises:
        IoError: the log cannot be read, or something cannot be written; then nothing of it is left.
    """
    try:
        with Spool(os.path.dirname(folder)) as spool:
            converted = Conversion(source, 0, spool, options, tell).run()
            made = spool.folder(_PACKS)
            packs = PackWriter(spool, made, is_lasting=False).write(converted)
            create(os.path.join(made, INDEX), msgspec.json.encode(packs), is_lasting=False)
            name_directory(made, folder)
            return packs
    except OSError as error:
        raise unwritable(folder, error) from None


class PackWriter:
    """Writes the packs of converted logs into one directory.

    Args:
        spool: Where the files of the logs are.
        folder: The directory.
        is_lasting: Whether the packs must be on the disk.
    """

    def __init__(self, spool: Spool, folder: str, *, is_lasting: bool) -> None:
        self._spool, self._folder, self._is_lasting = spool, folder, is_lasting
        self._names: set[str] = set()

    def write(self, log: ConvertedLog) -> tuple[ImportedPack, ...]:
        """Write a pack for each connection of a log, or one that says that it has none; errors as for writing one."""
        drafts = log.drafts or ((None,) if log.is_empty else ())
        return tuple(self._one(log, draft) for draft in drafts)

    def _one(self, log: ConvertedLog, draft: Draft | None) -> ImportedPack:
        is_alone = len(log.drafts) <= 1
        number = 0 if draft is None else draft.end.connection.number
        name = self._name(log.log.name, None if is_alone else number)
        write_pack(os.path.join(self._folder, name), self._files(log, draft), is_lasting=self._is_lasting)
        if draft is None:
            return ImportedPack(name)
        return ImportedPack(name, number, is_alone, draft.key, draft.end.connection.end)

    def _name(self, log: str, number: int | None) -> str:
        """A free name for the pack of a connection."""
        safe = "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "_" for each in log)
        stem = os.path.splitext(safe)[0].strip(".")[:_STEM] or "log"
        stem += "" if number is None else f"-{number:03d}"
        name, again = stem, 1
        while name in self._names:
            again += 1
            name = f"{stem}~{again}"
        self._names.add(name)
        return name

    def _files(self, log: ConvertedLog, draft: Draft | None) -> Mapping[str, bytes | Iterable[bytes] | SpooledFile]:
        """The files of the pack of a connection, or of a log without any."""
        if draft is None:
            return {**rendered(record_of(replace(log.log, path=""), None))}
        is_alone = len(log.drafts) == 1
        source = log.log if is_alone or not log.log.path else replace(log.log, path=f"{log.log.path}{EXCERPT}")
        end = replace(draft.end, log=source)
        files = rendered(record_of(source, end))
        grown = {name: self._spool.file(spooled_name(draft.prefix, name)) for name in _GROWN}
        records = self._records(log, draft, source.path, is_alone=is_alone) if source.path else {}
        return {**files, **grown, **records}

    def _records(self, log: ConvertedLog, draft: Draft, path: str, *, is_alone: bool) -> Mapping[str, SpooledFile]:
        """The copy of a log, or the records of one of its connections, with the table that leads there."""
        table = spooled_name(draft.prefix, TABLE)
        if is_alone:
            return {path: self._spool.file(log.copy), TABLE: self._spool.file(table)}
        text, entries = f"{draft.prefix}excerpt", f"{draft.prefix}entries"
        for records, found in excerpt(self._spool.file(table).path, self._spool.file(log.copy).path):
            self._spool.append(text, records)
            self._spool.append(entries, found)
        return {path: self._spool.file(text), TABLE: self._spool.file(entries)}
