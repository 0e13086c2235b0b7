"""The names of events in every version of qlog, and the canonical name of each.

Source: draft-marx-qlog-event-definitions-quic-h3-00 to -02, draft-ietf-quic-qlog-quic-events-00 to -13 with their
change logs, draft-ietf-quic-qlog-h3-events, and the writers' own sources.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

UNNAMED: Final = "unnamed"
"""The name of an event that has none."""

_KNOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "connectivity": (
            "server_listening",
            "connection_started",
            "connection_closed",
            "connection_id_updated",
            "connection_state_updated",
            "spin_bit_updated",
            "path_assigned",
            "mtu_updated",
            "migration_state_updated",
        ),
        "transport": (
            "version_information",
            "alpn_information",
            "parameters_set",
            "parameters_restored",
            "packet_sent",
            "packet_received",
            "packet_dropped",
            "packet_buffered",
            "packets_acked",
            "datagrams_sent",
            "datagrams_received",
            "datagram_dropped",
            "stream_state_updated",
            "frames_processed",
            "data_moved",
            "stream_data_moved",
            "datagram_data_moved",
            "connection_data_blocked_updated",
            "stream_data_blocked_updated",
            "datagram_data_blocked_updated",
        ),
        "security": ("key_updated", "key_discarded"),
        "recovery": (
            "parameters_set",
            "metrics_updated",
            "congestion_state_updated",
            "loss_timer_updated",
            "packet_lost",
            "marked_for_retransmit",
            "ecn_state_updated",
            "spurious_loss",
        ),
        "http": (
            "parameters_set",
            "parameters_restored",
            "stream_type_set",
            "frame_created",
            "frame_parsed",
            "datagram_created",
            "datagram_parsed",
            "push_resolved",
            "priority_updated",
        ),
        "qpack": (
            "state_updated",
            "stream_state_updated",
            "dynamic_table_updated",
            "headers_encoded",
            "headers_decoded",
            "instruction_created",
            "instruction_parsed",
        ),
        "loglevel": ("error", "warning", "info", "debug", "verbose"),
        "simulation": ("scenario", "marker"),
    }
)
"""The canonical names, by category."""

CANONICAL: Final = frozenset(f"{category}:{event}" for category, events in _KNOWN.items() for event in events)
"""Every canonical name."""

_QUIC: Final = ("transport", "connectivity", "recovery", "security")
"""The categories between which events were moved, as ``transport:connection_closed`` was."""

_CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # Since draft 03 of the events all of QUIC is one schema.
        "quic": _QUIC,
        "http3": ("http",),
        "h3": ("http",),
        "generic": ("loglevel",),
        "info": ("loglevel",),
        "error": ("loglevel",),
        "": (*_QUIC, "http"),
    }
)
"""Categories that are no canonical ones, and those in which their events are looked for."""

_RENAMED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "alpn_update": "alpn_information",
        "bandwidth_est_update": "metrics_updated",
        "cc_state_updated": "congestion_state_updated",
        "congestion_metric_update": "metrics_updated",
        "connection_close": "connection_closed",
        "connection_id_update": "connection_id_updated",
        "connection_migrated": "migration_state_updated",
        "connection_new": "connection_started",
        "connection_state_update": "connection_state_updated",
        "cwnd_updated": "metrics_updated",
        "datagram_received": "datagrams_received",
        "datagram_sent": "datagrams_sent",
        "key_retired": "key_discarded",
        "key_update": "key_updated",
        "loss_alarm": "loss_timer_updated",
        "loss_detection_armed": "loss_timer_updated",
        "loss_timer_fired": "loss_timer_updated",
        "loss_timer_set": "loss_timer_updated",
        "message": "info",
        "metric_update": "metrics_updated",
        "new_connection": "connection_started",
        "packet_ack": "packets_acked",
        "packet_acked": "packets_acked",
        "packet_drop": "packet_dropped",
        "packet_retransmit": "marked_for_retransmit",
        "packet_rx": "packet_received",
        "packet_tx": "packet_sent",
        "packets_lost": "packet_lost",
        "parameters_update": "parameters_set",
        "path_updated": "path_assigned",
        "path_validated": "migration_state_updated",
        "recovery_metrics_updated": "metrics_updated",
        "recovery_parameters_set": "parameters_set",
        "rtt_update": "metrics_updated",
        "spin_bit_update": "spin_bit_updated",
        "stream_state_update": "stream_state_updated",
        "stream_type_update": "stream_type_set",
        "timer_updated": "loss_timer_updated",
        "transport_parameters_update": "parameters_set",
        "transport_state_update": "connection_state_updated",
        "tuple_assigned": "path_assigned",
        "udp_datagram_dropped": "datagram_dropped",
        "udp_datagrams_received": "datagrams_received",
        "udp_datagrams_sent": "datagrams_sent",
        "version_update": "version_information",
    }
)
"""Names of events that were renamed since or before draft 02, without their category."""

_RECOVERY: Final = "recovery_"


def canonical(category: str, event: str) -> str:
    """Return the canonical ``category:event`` of an event, or the name as written where it is not known."""
    small, name = category.lower(), event.lower().replace(" ", "_").replace("-", "_")
    places = _CATEGORIES.get(small, (small,))
    if name.startswith(_RECOVERY):
        places = ("recovery",)
    named = _RENAMED.get(name, name)
    if small in _QUIC:
        places += _QUIC
    for place in places:
        for each in (name, named):
            if f"{place}:{each}" in CANONICAL:
                return f"{place}:{each}"
    return f"{category}:{event}" if category and event else category or event or UNNAMED


def canonical_name(name: str) -> str:
    """Return the canonical name of an event that is named as a whole; see :func:`canonical`."""
    category, colon, event = name.partition(":")
    return canonical(category, event) if colon else canonical("", name)
