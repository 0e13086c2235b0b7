"""Draw the pictures of the documentation: python tools/make_pictures.py [FOLDER [NAME]...].

By default all of them are drawn, into docs/pictures.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from atp_tui.tui.app import ExplorerApp
    from atp_tui.tui.options import OpenOptions

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"

PACK: Final = "sample_packs/five-violations"
DAMAGED: Final = "sample_packs/damaged"


LOG: Final = "tests/logs/real/quic-go/jitter/server.qlog"

CAMPAIGN: Final = "campaign"
"""In place of packs: a campaign that is running."""

SPECIFICATION: Final = {
    "name": "nightly",
    "build": "7d8f",
    "scenarios": {"clean": 2, "bad-night": 1},
    "faults": {"torn-journal": 0.1, "lost-finished": 0.1, "flipped-bit": 0.05},
    "options": {"size": [2_000, 3_000], "block_size": 2_048},
}
MADE, ASKED = 60, 10_000
"""Runs of the campaign that are made, and those that it is to make."""

WRITTEN: Final = 1_790_000_000
"""When the packs of a fleet were written, in seconds since 1970."""

_LOOKS: Final = ("NO_COLOR", "FORCE_COLOR", "SSH_CONNECTION", "SSH_TTY")


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: which pack, how big a terminal, and what was pressed before."""

    name: str
    pack: str
    size: tuple[int, int]
    """Columns and rows."""
    keys: tuple[str, ...] = ()
    theme: str = ""
    """The theme; empty for the usual one."""
    is_fleet: bool = False
    """Whether *pack* is a directory of packs, which is shown as a fleet."""
    is_connection: bool = False
    """Whether the connection is drawn of which *pack* is the log, and no screen."""


SCENES: Final = (
    Scene("explorer", PACK, (120, 36)),
    Scene("filter", PACK, (120, 36), ("3", "slash", *"lost", "enter", "c")),
    Scene("bearing", PACK, (120, 36), ("v", "down", "enter")),
    Scene("evidence", PACK, (120, 36), ("6",)),
    Scene("check-by-check", PACK, (120, 36), ("a",)),
    Scene("what-if", PACK, (120, 36), ("7", "j", "j", "e", "end", "backspace", "0", "enter")),
    Scene("replay", DAMAGED, (120, 36), ("8", "end")),
    Scene("soundness", DAMAGED, (120, 36), ("9",)),
    Scene("narrow", PACK, (80, 24)),
    Scene("timeline", PACK, (80, 24), ("t", *["right"] * 10, "space", *["right"] * 20)),
    Scene("detail", PACK, (80, 24), ("V", "end", "enter")),
    Scene(
        "history",
        PACK,
        (80, 24),
        ("7", "j", "j", "e", "end", "backspace", "0", "enter", "j", "e", *"7", "enter", "H", "k"),
    ),
    Scene("marks", PACK, (120, 36), ("v", "full_stop", "m", "full_stop", "m", "full_stop", "m", "apostrophe")),
    Scene("kinds", PACK, (80, 24), ("V", "K")),
    Scene("note", PACK, (80, 24), ("v", "i", "down", *"gaps")),
    Scene("fleet", "sample_packs", (120, 36), ("down", "down"), is_fleet=True),
    Scene("fleet-group", "sample_packs", (120, 36), ("down", "down", "enter"), is_fleet=True),
    Scene("fleet-narrow", "sample_packs", (80, 24), ("down", "down"), is_fleet=True),
    Scene("campaign", CAMPAIGN, (120, 36), ("down", "down", "down"), is_fleet=True),
    Scene("campaign-narrow", CAMPAIGN, (80, 24), ("down", "down", "down"), is_fleet=True),
    Scene("light", PACK, (120, 36), ("enter",), theme="light"),
    Scene("congestion", LOG, (120, 36), ("t", "C", "end", *["left"] * 12)),
    Scene("connection", LOG, (0, 0), is_connection=True),
)
"""Every picture there is, by the name of its file."""


async def drawn(scene: Scene) -> str:
    """The SVG of a scene."""
    from atp_tui.tui.app import ExplorerApp, picture_of
    from atp_tui.tui.options import OpenOptions
    from tests.explorer import press, settled

    # A fleet is drawn from another directory.
    os.chdir(ROOT)
    if scene.is_connection:
        return connection(scene.pack)
    options = OpenOptions(theme=scene.theme)
    app = fleet_app(scene.pack, options) if scene.is_fleet else ExplorerApp(scene.pack, options)
    app.animation_level = "none"
    async with app.run_test(size=scene.size) as pilot:
        await settled(pilot)
        await press(pilot, *scene.keys)
        return picture_of(app)


def connection(log: str) -> str:
    """The picture of the connection of a log."""
    from atp_tui.report.congestion_svg import picture_of
    from atp_tui.store.congestion import congestion_of
    from atp_tui.store.open import open_pack

    pack = open_pack(log)
    pack.events.read_all()
    found = congestion_of(pack)
    return "" if found is None else picture_of(pack, found, 0)


@cache
def indexed(packs: str) -> str:
    """The database of a copy of some packs, in a folder that is removed at the end and is the working directory then.

    The times of the files are fixed, as the screen shows when a group was first seen.
    """
    from atp_tui.fleet.database import open_fleet
    from atp_tui.fleet.index import IndexOptions, index

    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    nightly = shutil.copytree(ROOT / packs, Path(folder.name).resolve() / "nightly")
    for path in nightly.rglob("*"):
        os.utime(path, (WRITTEN, WRITTEN))
    with open_fleet(str(nightly), create=True) as fleet:
        index(fleet, [bytes(nightly)], IndexOptions(sound="all"))
        return fleet.path


@cache
def running() -> str:
    """The database of a campaign that is running, as its lock and its state say, until this program ends."""
    from concurrent.futures import ThreadPoolExecutor

    from atp_tui.fleet.campaign.conduct import Settings, conduct
    from atp_tui.fleet.campaign.directory import opened
    from atp_tui.fleet.campaign.spec import spec_of
    from atp_tui.fleet.causes import search_causes
    from atp_tui.fleet.engines import OpenExecutor
    from atp_tui.fleet.indexing import IndexOptions, IndexReport

    stack = ExitStack()
    atexit.register(stack.close)
    nightly = Path(stack.enter_context(tempfile.TemporaryDirectory())).resolve() / "nightly"
    fleet = stack.enter_context(opened(str(nightly)))

    def made() -> bool:
        return fleet.count("SELECT count(*) FROM run") >= MADE

    # Causes are searched for afterwards, not beside it, where their order would depend on the machine.
    settings = Settings(lambda: OpenExecutor(lambda: ThreadPoolExecutor(1)), runs=ASKED, batch_seconds=0.001)
    conduct(fleet, str(nightly), spec_of(SPECIFICATION), settings, is_stopped=made)
    search_causes(fleet, IndexOptions(), IndexReport(), lambda _: None, lambda: False)
    with fleet.writing() as db:
        db.execute("UPDATE campaign SET state = 'running'")
    return fleet.path


def fleet_app(packs: str, options: OpenOptions) -> ExplorerApp:
    """The explorer on a fleet."""
    from atp_tui.fleet.database import open_fleet
    from atp_tui.tui.app import ExplorerApp
    from atp_tui.tui.fleet_view import FleetView
    from atp_tui.tui.fleet_words import USUAL
    from atp_tui.tui.screens.fleet import FleetScreen

    database = running() if packs == CAMPAIGN else indexed(packs)
    os.chdir(Path(database).parents[1])
    fleet = open_fleet(database)
    return ExplorerApp(database, options, FleetScreen(FleetView(fleet), options.keymap, USUAL, None))


def prepare() -> None:
    """Let nothing of this machine into a picture: settings for Textual, colours, the folder that paths begin at."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL") or name in _LOOKS]:
        del os.environ[name]
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))


def main(arguments: list[str]) -> int:
    """Draw the scenes; 2 for wrong usage."""
    wanted = arguments[1:] or [scene.name for scene in SCENES]
    if not {scene.name for scene in SCENES}.issuperset(wanted):
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0]).absolute() if arguments else PICTURES
    prepare()
    folder.mkdir(parents=True, exist_ok=True)
    for scene in [scene for scene in SCENES if scene.name in wanted]:
        picture = folder / f"{scene.name}.svg"
        picture.write_text(asyncio.run(drawn(scene)), encoding="utf-8")
        print(os.path.relpath(picture))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
