"""When violations happened, by the events that they name."""

from pathlib import Path

from atp_tui.engine.record import Severity
from atp_tui.report.violation_times import TimedViolation, timed_violations
from atp_tui.store.open import open_pack
from tests.imported_packs import VIOLATIONS, imported, written


def test_a_violation_is_at_the_time_of_the_first_event_that_it_names(tmp_path: Path) -> None:
    beyond = VIOLATIONS[0].changed(evidence={"events": "99999"})
    silent = VIOLATIONS[0].changed(evidence={})
    pack = open_pack(str(written(tmp_path, imported(violations=(*VIOLATIONS, beyond, silent)))))
    pack.events.read_all()
    words = "quiescence: 2 streams are not finished"
    assert timed_violations(pack) == (
        TimedViolation(150_000_000, Severity.MEDIUM, words),
        TimedViolation(9_000_000, Severity.LOW, "silence: no event for 1.2 s"),
        TimedViolation(None, Severity.MEDIUM, words),
        TimedViolation(None, Severity.MEDIUM, words),
    )
