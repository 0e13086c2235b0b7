"""The group under the cursor in short."""

from textual.app import App, ComposeResult

from atp_tui.tui.app_messages import CopyRequested, PackRequested
from atp_tui.tui.panes.fleet_preview import GroupPreview
from tests.explorer import Hand, settled, shown, told
from tests.fleet_rows import GROUPS, MemoryFleet, group


class Host(App[None]):
    """A screen with the pane alone, which keeps what it asks for."""

    CSS = "GroupPreview { height: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out the pane."""
        yield GroupPreview(MemoryFleet())

    def on_pack_requested(self, event: PackRequested) -> None:
        """Keep the path."""
        self.asked.append(event.path)

    def on_copy_requested(self, event: CopyRequested) -> None:
        """Keep the text."""
        self.asked.append(event.text)


def pane_of(pilot: Hand) -> GroupPreview:
    return pilot.app.query_one(GroupPreview)


async def test_it_shows_cause_influence_and_as_many_samples_as_there_is_room_for() -> None:
    async with Host().run_test(size=(90, 9)) as pilot:
        pane_of(pilot).group = GROUPS[2]
        await settled(pilot)
        lines = shown(pilot).split("\n")
        assert lines[0] == "!! manifest_integrity"
        assert lines[2] == "note     hardware of rack 7"
        assert lines[3].startswith("cause    1 of 251 decisions: power cut on replica 0 at record 2")
        assert lines[4].startswith("option   torn-journal triggers it")
        assert lines[5] == "samples  12"
        assert [line.split()[0] for line in lines[6:]] == [f"/packs/sample_{number:04d}" for number in range(3)]


async def test_the_first_sample_is_opened_and_copied() -> None:
    async with Host().run_test(size=(90, 9)) as pilot:
        pane = pane_of(pilot)
        pane.action_open()
        pane.group = GROUPS[0]
        pane.action_copy()
        await settled(pilot)
        pane.action_open()
        pane.action_copy()
        await settled(pilot)
        assert isinstance(pilot.app, Host)
        assert pilot.app.asked == ["/packs/sample_0000"] * 2
        assert told(pilot) == ["no group is selected", "the group is being read; try again in a moment"]


async def test_a_group_that_is_gone_says_so_and_none_leaves_nothing() -> None:
    async with Host().run_test(size=(90, 9)) as pilot:
        pane_of(pilot).group = group(77, "gone")
        await settled(pilot)
        assert "none with the number 77" in shown(pilot)
        pane_of(pilot).group = None
        await settled(pilot)
        assert shown(pilot).strip() == ""
