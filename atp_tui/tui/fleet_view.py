"""What the screens of a fleet ask of its database, and what they change in it."""

from collections.abc import Callable, Iterable
from pathlib import Path

from atp_tui.fleet import deeds, queries
from atp_tui.fleet.campaign.directory import is_locked
from atp_tui.fleet.campaign.row import campaign_of
from atp_tui.fleet.campaign.status import CampaignStatus, status
from atp_tui.fleet.check_causes import CheckedCause, check_causes, installed_build
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.rows import (
    DeedRow,
    GroupDetail,
    GroupFilter,
    GroupOrder,
    GroupRow,
    SampleRow,
    Status,
    Totals,
    UnreadableRow,
)
from atp_tui.rerun.lab_runner import require_lab


class FleetView:
    """An open fleet as its screens see it; all methods may raise CrashpackError.

    The rows of a list are read on the connection of the fleet. What is read in a thread has one of its own, and so has
    each change, which may wait for another program: the screen waits for neither.

    Args:
        fleet: The fleet; it stays open.
    """

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._aside: dict[str, Fleet] = {}
        """For reading in threads: those that read long have one of their own."""

    @property
    def path(self) -> str:
        """The file of the database."""
        return self._fleet.path

    @property
    def why_read_only(self) -> str:
        """Why nothing can be changed; empty where it can."""
        return self._fleet.why_read_only

    @property
    def version(self) -> int:
        """A number that is another one once anything was committed."""
        return self._fleet.version

    def close(self) -> None:
        """Close what was opened besides the fleet."""
        for fleet in self._aside.values():
            fleet.close()

    def builds(self) -> tuple[str, ...]:
        """Return the labels of all builds, the oldest first."""
        return queries.build_labels(self._fleet)

    def group_count(self, which: GroupFilter) -> int:
        """Return how many groups a filter lets through."""
        return queries.group_count(self._fleet, which)

    def group_page(self, order: GroupOrder, which: GroupFilter, offset: int, limit: int) -> tuple[GroupRow, ...]:
        """Return some groups of a list."""
        return queries.group_page(self._fleet, order, which, offset, limit)

    def group_place(self, order: GroupOrder, which: GroupFilter, group: int) -> int | None:
        """Return the place of a group in a list; None where it is not in it."""
        return queries.group_place(self._fleet, order, which, group)

    def samples(self, group: int, offset: int, limit: int) -> tuple[SampleRow, ...]:
        """Return some of the packs that show a group."""
        return queries.sample_page(self._fleet, group, offset, limit)

    def unreadable(self, offset: int, limit: int) -> tuple[UnreadableRow, ...]:
        """Return some of the packs that cannot be read."""
        return queries.unreadable_page(self._fleet, offset, limit)

    def deeds(self, offset: int, limit: int) -> tuple[DeedRow, ...]:
        """Return some of the changes to the groups, the newest first."""
        return deeds.deed_page(self._fleet, offset, limit)

    def group_detail(self, group: int) -> GroupDetail:
        """Return all that is known of a group."""
        return queries.group_detail(self._fleet, group)

    def totals_aside(self) -> Totals:
        """Return how many runs, packs and groups there are; for a thread."""
        return queries.totals(self._beside())

    def detail_aside(self, group: int, samples: int) -> tuple[GroupDetail, tuple[SampleRow, ...]]:
        """Return all that is known of a group, and so many of its first samples; for a thread."""
        fleet = self._beside()
        return queries.group_detail(fleet, group), queries.sample_page(fleet, group, 0, samples)

    def campaign_aside(self) -> CampaignStatus | None:
        """Return how far the campaign of the fleet is, None if it has none; for a thread."""
        fleet = self._beside("campaign")
        return status(fleet, is_running=is_locked(str(Path(self.path).parent))) if campaign_of(fleet) else None

    def _beside(self, what: str = "") -> Fleet:
        if what not in self._aside:
            self._aside[what] = open_fleet(self.path, read_only=True)
        return self._aside[what]

    def check_cause(self, row: GroupRow, is_stopped: Callable[[], bool]) -> CheckedCause | None:
        """Run the cause of a group and keep the result, None if stopped; for a thread, as all that follows."""
        require_lab()
        with open_fleet(self.path, read_only=bool(self.why_read_only)) as fleet:
            checked = check_causes(fleet, (row,), installed_build(), is_stopped=is_stopped)
        return checked[0] if checked else None

    def merge(self, into: int, others: Iterable[int]) -> None:
        """Merge groups into one."""
        with open_fleet(self.path) as fleet:
            for other in others:
                deeds.merge(fleet, into, other)

    def split(self, group: int, by: str) -> None:
        """Split a group by ``level2`` or by an option."""
        with open_fleet(self.path) as fleet:
            deeds.split(fleet, group, by)

    def set_status(self, group: int, status: Status, words: str) -> None:
        """Set the status of a group, with a comment."""
        with open_fleet(self.path) as fleet:
            deeds.set_status(fleet, group, status, words)

    def set_note(self, group: int, words: str) -> None:
        """Set the note of a group."""
        with open_fleet(self.path) as fleet:
            deeds.set_note(fleet, group, words)

    def undo(self, number: int | None = None) -> DeedRow:
        """Undo a change, by default the last one, and return it."""
        with open_fleet(self.path) as fleet:
            return deeds.undo(fleet, number)
