"""Names of events of every age have one canonical form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog.names import CANONICAL, canonical, canonical_name


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("transport:packet_sent", "transport:packet_sent"),
        ("quic:packet_sent", "transport:packet_sent"),
        ("packet_sent", "transport:packet_sent"),
        ("quic:recovery_metrics_updated", "recovery:metrics_updated"),
        ("quic:recovery_parameters_set", "recovery:parameters_set"),
        ("quic:parameters_set", "transport:parameters_set"),
        ("http3:parameters_set", "http:parameters_set"),
        ("quic:tuple_assigned", "connectivity:path_assigned"),
        ("quic:timer_updated", "recovery:loss_timer_updated"),
        ("quic:udp_datagrams_sent", "transport:datagrams_sent"),
        ("quic:datagram_received", "transport:datagrams_received"),
        ("security:key_retired", "security:key_discarded"),
        ("transport:connection_started", "connectivity:connection_started"),
        ("transport:connection_closed", "connectivity:connection_closed"),
        ("recovery:mtu_updated", "connectivity:mtu_updated"),
        ("recovery:metric_update", "recovery:metrics_updated"),
        ("info:message", "loglevel:info"),
        ("CONNECTIVITY:NEW CONNECTION", "connectivity:connection_started"),
        ("TRANSPORT:PACKET_RX", "transport:packet_received"),
        ("mvfst:pacing_observation", "mvfst:pacing_observation"),
        ("RECOVERY:CUSTOM", "RECOVERY:CUSTOM"),
        ("qpack:parameters_set", "qpack:parameters_set"),
        ("", "unnamed"),
        (":", "unnamed"),
        ("a:b:c", "a:b:c"),
    ],
)
def test_canonical_name(written: str, expected: str) -> None:
    assert canonical_name(written) == expected


@given(st.sampled_from(sorted(CANONICAL)))
def test_canonical_names_stay_as_they_are(name: str) -> None:
    assert canonical_name(name) == name
    category, _, event = name.partition(":")
    assert canonical(category.upper(), event.upper().replace("_", " ")) == name


@given(st.text(max_size=10), st.text(min_size=1, max_size=10))
def test_any_name_has_one(category: str, event: str) -> None:
    assert canonical(category, event)
