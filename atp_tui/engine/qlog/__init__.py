"""QUIC logs in the qlog format: bytes of a file become connections and their events.

Source: draft-ietf-quic-qlog-main-schema-14, draft-ietf-quic-qlog-quic-events-13 and the drafts before them.
"""
