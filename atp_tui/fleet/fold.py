"""What the deeds come to: which group each print is in, and what is said of each group.

A deed is never changed. One that was undone is left out, and what is left is folded again over the homes of the prints
and the births of the groups; so any deed can be undone at any time, whatever came after it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import msgspec

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.fleet.connection import AGAIN
from atp_tui.fleet.rows import Status

BY_LEVEL: Final = "level2"
"""What a group is split by where each fingerprint becomes a group."""


class Merge(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="merge"):
    """All prints of a group go to another one."""

    into: int
    other: int


class Split(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="split"):
    """The prints of a group, or what is left of each with one range of an option, go to groups of their own."""

    group: int
    by: str
    """:data:`BY_LEVEL`, or an option."""
    to: tuple[tuple[int, int], ...]
    """The group for each print, or for each bit of a feature."""


class SetStatus(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="status"):
    """Somebody says how a group stands."""

    group: int
    status: Status
    words: str
    build: int
    """The last build that was known then; one that was not is a later one."""


class SetNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="note"):
    """Somebody says something about a group."""

    group: int
    note: str


class Upgrade(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="upgrade"):
    """Fingerprints of another version count."""

    version: str
    before: str
    """The version that counted before."""


class Undo(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="undo"):
    """A deed is undone, or done again where it was the undoing of another."""

    deed: int


Deed: TypeAlias = Merge | Split | SetStatus | SetNote | Upgrade | Undo

_decode: Final[Callable[[str], Deed]] = msgspec.json.Decoder(Deed).decode


def write_deed(deed: Deed) -> str:
    """Return a deed as JSON."""
    return msgspec.json.encode(deed).decode()


def read_deed(text: str) -> Deed:
    """Return the deed that a text of the database holds.

    Raises:
        InvalidFormatError: it is none.
    """
    try:
        return _decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise InvalidFormatError("a deed in the database", str(error), advice=AGAIN) from None


class PrintRow(NamedTuple):
    """A print, as far as deeds are about it."""

    id: int
    home: int
    parent: int | None
    feature: int | None


class Told(NamedTuple):
    """What is said of a group."""

    status: str
    note: str
    fixed_after: int | None = None
    """The last build that was known when it was said to be fixed."""


@dataclass(slots=True)
class Folded:
    """What the deeds come to."""

    groups: dict[int, int]
    """The group of each print."""
    divided: dict[int, str] = field(default_factory=dict)
    """The option by which the violations of a print are divided."""
    wanted: list[tuple[int, int, int]] = field(default_factory=list)
    """Print, bit and group of each part of a divided print that is not a print so far."""
    told: dict[int, Told] = field(default_factory=dict)
    """What is said of the groups of which anything was said."""
    version: str | None = None
    """The version of the fingerprints that count, None where nobody has chosen one."""


def fold(prints: Iterable[PrintRow], born: Mapping[int, Told], deeds: Sequence[Deed]) -> Folded:
    """Return what deeds come to.

    Args:
        prints: All of them.
        born: What was said of the groups of which a deed says anything, when they were made.
        deeds: Those that were not undone, in order.
    """
    folder = _Folder(prints, born)
    for deed in deeds:
        folder.take(deed)
    return folder.found


class _Folder:
    def __init__(self, prints: Iterable[PrintRow], born: Mapping[int, Told]) -> None:
        self._born = born
        self._members: dict[int, set[int]] = defaultdict(set)
        self._children: dict[int, dict[int, int]] = defaultdict(dict)
        groups = {}
        for row in prints:
            groups[row.id] = row.home
            self._members[row.home].add(row.id)
            if row.parent is not None and row.feature is not None:
                self._children[row.parent][row.feature] = row.id
        self.found = Folded(groups)

    def take(self, deed: Deed) -> None:
        """Take in the next deed."""
        match deed:
            case Merge(into=into, other=other):
                for each in list(self._members[other]):
                    self._move(each, into)
            case Split() if deed.by == BY_LEVEL:
                self._part(deed)
            case Split():
                self._divide(deed)
            case SetStatus() | SetNote():
                self._tell(deed)
            case Upgrade(version=version):
                self.found.version = version
            case Undo():
                pass

    def _tell(self, deed: SetStatus | SetNote) -> None:
        before = self.found.told.get(deed.group) or self._born.get(deed.group) or Told(Status.NEW.value, "")
        if isinstance(deed, SetNote):
            self.found.told[deed.group] = before._replace(note=deed.note)
            return
        fixed_after = deed.build if deed.status is Status.FIXED else None
        self.found.told[deed.group] = Told(deed.status.value, deed.words or before.note, fixed_after)

    def _part(self, deed: Split) -> None:
        """Give each print of a group a group of its own."""
        for each, group in deed.to:
            if self.found.groups.get(each) == deed.group:
                self._move(each, group)

    def _divide(self, deed: Split) -> None:
        """Divide the prints of a group that are not divided so far."""
        for each in sorted(self._members[deed.group]):
            if each in self.found.divided:
                continue
            self.found.divided[each] = deed.by
            for bit, group in deed.to:
                child = self._children[each].get(bit)
                if child is None:
                    self.found.wanted.append((each, bit, group))
                else:
                    self._move(child, group)

    def _move(self, each: int, group: int) -> None:
        self._members[self.found.groups[each]].discard(each)
        self._members[group].add(each)
        self.found.groups[each] = group
