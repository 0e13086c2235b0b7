"""What a pack tells of the simulated test that left it, in its metadata. Source: docs/testing.md."""

from typing import Final

LAB: Final = "atp_tui.lab.testing"
"""The name of the lab in the metadata of packs of simulated tests."""

REPLAY_OPTION: Final = "--crashpack-replay"
"""The option of pytest that runs such a pack again and compares."""

MINIMIZE_OPTION: Final = "--crashpack-minimize"
"""The option of pytest that finds its smallest cause."""
