"""What is measured when a transfer has ended: nothing here is told by the transfer, all is counted in its world."""

import hashlib

from atp_tui.engine.oracle.state import TransferState
from atp_tui.lab.journal import count_gaps
from atp_tui.lab.raptorq import manifest_hash
from atp_tui.lab.transfer import Transfer


def measure_state(transfer: Transfer) -> TransferState:
    """Return the state of a transfer that has ended."""
    expected = manifest_hash(transfer.entries)
    stored = [replica.measured_manifest_hash() for replica in transfer.replicas]
    journals = [replica.journal for replica in transfer.replicas]
    outcomes = {tuple(replica.outcomes) for replica in transfer.replicas}
    return TransferState(
        manifest_hash=next((found for found in stored if found != expected), expected),
        expected_manifest_hash=expected,
        journal_gaps=sum(count_gaps([r.number for r in each.disk], each.last_number) for each in journals),
        pending_operations=len(transfer.world.operations.pending()),
        leaked_obligations=len(transfer.world.permits.leaked()),
        path_outcomes_consistent=len(outcomes) == 1,
    )


def digest(data: bytes) -> str:
    """Return SHA-256 of some bytes, as the format writes it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
