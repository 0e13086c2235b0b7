"""The kinds of an imported trace."""

import pytest

from atp_tui.engine.imported_kind import SHORT, kind_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("transport:packet_sent", "packet_sent"),
        ("recovery:packet_lost", "packet_lost"),
        ("connectivity:connection_closed", "connection_closed"),
        ("transport:parameters_set", "parameters_set"),
        ("recovery:parameters_set", "recovery:parameters_set"),
        ("http:frame_created", "http:frame_created"),
        ("own:thing", "own:thing"),
        ("Poll", "Poll"),
    ],
)
def test_a_name_is_short_where_that_says_as_much(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_no_two_names_have_one_kind() -> None:
    assert len(set(SHORT.values())) == len(SHORT)
