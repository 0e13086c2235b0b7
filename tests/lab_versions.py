"""Tests of runs that only the versions of libraries repeat with which the sample packs were made."""

from typing import Final

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.lab.versions import lab_versions
from atp_tui.store.open import open_pack


def _differing() -> str:
    """How the versions at hand differ from those that made the packs; empty where they do not."""
    told = open_pack(str(SAMPLE_PACKS / "clean")).crashpack.metadata
    made_with = {key.removeprefix("version."): text for key, text in told.items() if key.startswith("version.")}
    # The lab's own version shapes a trace; that of the program does not.
    here = {name: version for name, version in lab_versions().items() if name != "atp-tui"}
    differing = {name: version for name, version in here.items() if version != made_with.get(name)}
    return ", ".join(f"{name} {version}, not {made_with.get(name)}" for name, version in differing.items())


OTHER_VERSIONS: Final = _differing()

same_versions: Final = pytest.mark.skipif(bool(OTHER_VERSIONS), reason=f"other versions here: {OTHER_VERSIONS}")
"""For a test that fails with other versions, as `make floors` installs them."""
