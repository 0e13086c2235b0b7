"""A fleet with a pack that violates five invariants, and a minimal cause of each. It needs the lab."""

from pathlib import Path
from typing import Final

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.index import IndexOptions, index
from atp_tui.lab.options import read_options
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.store.open import open_pack
from atp_tui.store.writer import write_pack

KINDS: Final = 5
"""Groups of the fleet."""


def make_fleet(folder: Path) -> Path:
    """Make the fleet in a new directory."""
    folder.mkdir()
    options = read_options(open_pack(str(SAMPLE_PACKS / "five-violations")).crashpack.metadata["options"])
    write_pack(str(folder / "five"), crashpack_of(run_transfer(options, with_qlogs=False)).files())
    with open_fleet(str(folder), create=True) as fleet:
        index(fleet, [bytes(folder)], IndexOptions(sound="none"))
    return folder
