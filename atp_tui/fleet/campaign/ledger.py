"""The campaign in the database of a fleet: which runs there are, and the writing of new ones."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final, Self

import msgspec

from atp_tui import __version__
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.fleet.campaign.row import KIND, RUNNING, Row, Written, campaign_of
from atp_tui.fleet.campaign.rows import FAILED, PASSED, RunRow
from atp_tui.fleet.campaign.spec import Spec
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.look import Looked, signed
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.record import Recorder
from atp_tui.fleet.runs import Measured, RunKey
from atp_tui.fleet.schema import OUTCOMES, State
from atp_tui.fleet.values import outcome_of
from atp_tui.lab.versions import lab_versions

_PAGE: Final = 10_000
_SHOWN: Final = 12
"""Characters of a digest in an error."""


@dataclass
class Ledger:
    """A running campaign, and its counts."""

    fleet: Fleet
    id: int
    spec: Spec
    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    """In how many runs each fingerprint of level 1 was seen."""
    packs: Counter[str] = field(default_factory=Counter)
    """Packs that are kept of each."""

    @classmethod
    def begin(cls, fleet: Fleet, spec: Spec, runs: int | None) -> Self:
        """Begin a campaign, or continue the one that is there.

        Raises:
            InvalidFormatError: it has another specification, build or version of the lab.
            IoError: the database cannot be written.
        """
        row = campaign_of(fleet)
        if row is not None:
            _require_same(row, spec, fleet.path)
        made = Written(spec.written, _label(spec), lab_versions(), runs)
        values = (msgspec.json.encode(made).decode(), RUNNING)
        with fleet.writing() as db:
            if row is None:
                found = db.execute(
                    "INSERT INTO campaign (spec_json, state, name, kind, spec_digest, started_ns)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (*values, spec.name, KIND, spec.digest, time.time_ns()),
                ).lastrowid
            else:
                found = row.id
                db.execute(
                    "UPDATE campaign SET spec_json = ?, state = ?, ended_ns = NULL WHERE id = ?", (*values, found)
                )
        ledger = cls(fleet, int(found or 0), spec)
        ledger.recount()
        return ledger

    @property
    def judged(self) -> int:
        """Runs that passed or failed."""
        return self.outcomes[PASSED] + self.outcomes[FAILED]

    @property
    def singletons(self) -> int:
        """Kinds of failure that exactly one run has shown."""
        return sum(runs == 1 for runs in self.kinds.values())

    def recount(self) -> None:
        """Set the counts to those of the database."""
        runs = "SELECT outcome, count(*) FROM run WHERE campaign = ? GROUP BY outcome"
        self.outcomes = Counter({outcome_of(outcome): found for outcome, found in self.fleet.rows(runs, (self.id,))})
        seen = "FROM violation v JOIN print p ON p.id = v.level1"
        kinds = f"SELECT p.fingerprint, count(DISTINCT v.number) {seen} WHERE v.campaign = ? GROUP BY v.level1"
        self.kinds = Counter(dict(self.fleet.rows(kinds, (self.id,))))
        packs = (
            f"SELECT p.fingerprint, count(DISTINCT k.id) {seen} JOIN pack k USING (campaign, number)"
            " WHERE v.campaign = ? AND k.state = ? GROUP BY v.level1"
        )
        self.packs = Counter(dict(self.fleet.rows(packs, (self.id, State.READABLE))))

    def missing(self) -> Iterator[int]:
        """Yield the numbers of runs that have no row, in order and without an end."""
        after = 0
        sql = "SELECT number FROM run WHERE campaign = ? AND number >= ? ORDER BY number LIMIT ?"
        while rows := self.fleet.rows(sql, (self.id, after, _PAGE)):
            for (number,) in rows:
                yield from range(after, number)
                after = number + 1
        yield from count(after)

    def write(self, rows: Sequence[RunRow], packs: Mapping[int, Looked]) -> None:
        """Write runs with their packs, all of them or none.

        Args:
            rows: The runs; one that the campaign has is passed over.
            packs: What was taken from the packs that are kept, by the number of the run.

        Raises:
            IoError: the database cannot be written.
        """
        now = time.time_ns()
        added: list[RunRow] = []
        with self.fleet.writing() as db:
            recorder = Recorder(db, Paths(self.fleet.root), now)
            for row in rows:
                key = RunKey(self.id, row.number)
                measured = Measured(row.attempts, row.wall_us, row.chain16)
                if recorder.add_run(key, self._looked(row, now), measured, packs.get(row.number)):
                    added.append(row)
            db.executemany(
                "INSERT INTO lab_error VALUES (?, ?, ?, ?, ?)",
                [(self.id, row.number, *row.fault) for row in added if row.fault is not None],
            )
            db.executemany(
                "INSERT OR REPLACE INTO guard VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (self.id, guard.kind, row.number, guard.is_met, guard.found, now)
                    for row in added
                    for guard in sorted(row.guards, key=lambda guard: not guard.is_met)
                ],
            )
            recorder.finish()
        for row in added:
            self._count(row, is_kept=row.number in packs)

    def end(self, state: str) -> None:
        """Write how the campaign was left."""
        with self.fleet.writing() as db:
            db.execute("UPDATE campaign SET state = ?, ended_ns = ? WHERE id = ?", (state, time.time_ns(), self.id))

    def _looked(self, row: RunRow, now: int) -> Looked:
        return Looked(
            b"",
            0,
            outcome=OUTCOMES.index(row.outcome),
            build=_label(self.spec),
            seed=signed(row.seed),
            features=row.features,
            cell=row.cell,
            events=row.events,
            made_ns=now,
            is_lab=True,
            violations=row.violations,
        )

    def _count(self, row: RunRow, *, is_kept: bool) -> None:
        self.outcomes[row.outcome] += 1
        for fingerprint in {seen.fingerprint for seen in row.violations}:
            self.kinds[fingerprint] += 1
            self.packs[fingerprint] += is_kept


def _label(spec: Spec) -> str:
    return spec.build or __version__


def _require_same(row: Row, spec: Spec, path: str) -> None:
    other = "use another directory"
    if row.digest != spec.digest:
        expected = f"the specification of the campaign that is there, {row.digest[:_SHOWN]}"
        raise InvalidFormatError(expected, f"another one, {spec.digest[:_SHOWN]}", file=path, advice=other)
    if row.written.build != _label(spec):
        found = repr(_label(spec))
        raise InvalidFormatError(f"the build {row.written.build!r}", found, file=path, place="build", advice=other)
    here = lab_versions()
    names = [name for name in {**row.written.versions, **here} if row.written.versions.get(name) != here.get(name)]
    if names:
        then = ", ".join(f"{name} {row.written.versions.get(name, 'none')}" for name in names)
        now = ", ".join(f"{name} {here.get(name, 'none')}" for name in names)
        raise InvalidFormatError(f"the versions of its first runs, {then}", now, file=path, advice=other)
