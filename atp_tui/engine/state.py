"""What the lab saw when a transfer ended. Source: FORMAT.md section 2."""

from atp_tui.engine.fields import U32, Flag, Record, Text


class TransferState(Record):
    """The state of a transfer that an oracle judges; a field not given has the value of an empty state."""

    manifest_hash: Text = ""
    """Hash of what the replica stored."""
    expected_manifest_hash: Text = ""
    """Hash of what was sent."""
    journal_gaps: U32 = 0
    pending_operations: U32 = 0
    leaked_obligations: U32 = 0
    path_outcomes_consistent: Flag = True
    """Whether all replicas tell the same outcome of every path."""
