from dataclasses import fields

import pytest

from atp_tui.cli.fleet.listing import exit_code
from atp_tui.fleet.rows import Totals


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({"passed": 3}, 0),
        ({"failed": 1}, 1),
        ({"failed": 1, "unknown": 1}, 3),
        ({"failed": 1, "not_sound": 1, "unreadable": 1}, 4),
        ({"unreadable": 1, "not_judged": 1}, 5),
        ({"lab_errors": 1}, 5),
        ({"timeouts": 1, "failed": 1}, 5),
        ({"killed": 1}, 5),
    ],
)
def test_the_highest_code_applies_and_a_run_without_a_verdict_is_not_judged(counts: dict[str, int], code: int) -> None:
    totals = Totals(**{field.name: counts.get(field.name, 0) for field in fields(Totals)})
    assert exit_code(totals) == code
