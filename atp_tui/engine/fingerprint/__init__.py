"""Fingerprints of violations: what two violations must share to be grouped. Source: docs/fingerprints.md."""

from atp_tui.engine.fingerprint.normalize import normalize
from atp_tui.engine.fingerprint.parts import VERSION, PartRow, Parts, level_one, level_two

__all__ = ["VERSION", "PartRow", "Parts", "level_one", "level_two", "normalize"]
