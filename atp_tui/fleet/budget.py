"""Which violations are searched for their causes: enough of each kind, and no more.

The first five of each fingerprint of level 1 and scenario are, then all until 20 in a row have brought nothing new,
then every 20th. The others are said to be not looked into, and are in no group by guess.
"""

from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.schema import State
from atp_tui.fleet.search import SearchTask

FIRST: Final = 5
"""So many are searched in any case."""

QUIET: Final = 20
"""After so many in a row that brought nothing new, only every 20th is."""

EVERY: Final = 20

_AT_ONCE: Final = 256

Chain = tuple[int, int]
"""A print of level 1, and the number of a scenario or 0."""


class Candidate(NamedTuple):
    """Violations of a run of one type that wait to be searched for; they have the same cause."""

    campaign: int
    number: int
    kind: int
    level1: int
    cell: int

    @property
    def chain(self) -> Chain:
        """What its budget is counted by."""
        return self.level1, self.cell


class Spent(NamedTuple):
    """The budget of a chain."""

    seen: int = 0
    """Violations about which was decided."""
    quiet: int = 0
    """Searches in a row that brought nothing new."""

    @property
    def searches_next(self) -> bool:
        """Whether the next violation is searched."""
        return self.seen < FIRST or self.quiet < QUIET or self.seen % EVERY == 0


class Chooser:
    """Gives the violations to search one by one, the kinds in turn.

    Of a kind several are only searched at the same time where no other kind is left.
    """

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._paths = Paths(fleet.root)
        self.left_out: list[Candidate] = []
        """Those that nobody searches, not yet written."""
        self.candidates: dict[SearchTask, Candidate] = {}
        """What is on its way."""
        self.spent: dict[Chain, Spent] = {
            (level1, cell): Spent(seen, quiet)
            for level1, cell, seen, quiet in fleet.rows("SELECT level1, cell, seen, quiet FROM budget")
        }
        order = (
            "SELECT v.level1 FROM violation v JOIN print p ON p.id = v.level1 JOIN grp g ON g.id = p.grp"
            " WHERE v.search = 0 GROUP BY v.level1 ORDER BY max(g.severity) DESC, v.level1"
        )
        self._sources = deque(self._waiting(level1) for (level1,) in fleet.rows(order))
        self._chains: set[Chain] = set()
        self._held: dict[Chain, deque[Candidate]] = {}

    def more(self) -> list[SearchTask]:
        """Return the next violation to search; nothing where there is none, or none before another one has ended."""
        for _ in range(len(self._sources)):
            source = self._sources.popleft()
            task = self._next(source)
            if task is not None:
                self._sources.append(source)
                return [task]
        return self._held_back()

    def ended(self, task: SearchTask, *, is_new: bool) -> Candidate:
        """Take in that a search has ended, and whether it brought a fingerprint that its chain had not."""
        found = self.candidates.pop(task)
        spent = self.spent[found.chain]
        self.spent[found.chain] = Spent(spent.seen, 0 if is_new else spent.quiet + 1)
        self._chains.discard(found.chain)
        return found

    def _next(self, source: Iterator[Candidate]) -> SearchTask | None:
        """The next violation of a source to search; one whose chain is on its way is held back."""
        for candidate in source:
            if candidate.chain in self._chains:
                self._held.setdefault(candidate.chain, deque()).append(candidate)
                if len(self._held[candidate.chain]) >= _AT_ONCE:
                    return self._held_back_of(candidate.chain)
                continue
            task = self._decide(candidate)
            if task is not None:
                return task
        return None

    def _held_back(self) -> list[SearchTask]:
        for chain in [chain for chain in self._held if chain not in self._chains] or list(self._held):
            task = self._held_back_of(chain)
            if task is not None:
                return [task]
        return []

    def _held_back_of(self, chain: Chain) -> SearchTask | None:
        held = self._held[chain]
        while held:
            task = self._decide(held.popleft())
            if task is not None:
                return task
        del self._held[chain]
        return None

    def _decide(self, candidate: Candidate) -> SearchTask | None:
        spent = self.spent.get(candidate.chain, Spent())
        task = self._task(candidate)
        if task is None or task in self.candidates:
            return None
        self.spent[candidate.chain] = spent._replace(seen=spent.seen + 1)
        if not spent.searches_next:
            self.left_out.append(candidate)
            return None
        self._chains.add(candidate.chain)
        self.candidates[task] = candidate
        return task

    def _task(self, candidate: Candidate) -> SearchTask | None:
        """What is searched: None where no pack of the run is there any more, and the violation goes on waiting."""
        row = self._fleet.one(
            "SELECT f.path, k.name, n.oracle, n.type FROM pack k JOIN folder f ON f.id = k.folder, kind n"
            " WHERE k.campaign = ? AND k.number = ? AND k.state = ? AND n.id = ? ORDER BY k.id LIMIT 1",
            (candidate.campaign, candidate.number, State.READABLE, candidate.kind),
        )
        return SearchTask(self._paths.whole(row[0], row[1]), row[2], row[3]) if row else None

    def _waiting(self, level1: int) -> Iterator[Candidate]:
        """The waiting violations of a print of level 1 with a pack that can be read, in the order of their runs."""
        last = (-1, -1, -1)
        while rows := self._fleet.rows(
            "SELECT v.campaign, v.number, v.kind, v.level1, coalesce(r.cell, 0) FROM violation v"
            " JOIN run r USING (campaign, number) WHERE v.search = 0 AND v.level1 = ? AND EXISTS"
            " (SELECT 1 FROM pack k WHERE k.campaign = v.campaign AND k.number = v.number AND k.state = 1)"
            " AND (v.campaign, v.number, v.kind) > (?, ?, ?)"
            " GROUP BY v.campaign, v.number, v.kind ORDER BY v.campaign, v.number, v.kind LIMIT ?",
            (level1, *last, _AT_ONCE),
        ):
            for row in rows:
                yield Candidate(*row)
            last = rows[-1][:3]
