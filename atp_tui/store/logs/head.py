"""Whether a file is a log of a real run, in any language, by its first bytes."""

from atp_tui.engine.log_head import is_log


def begins_log(head: bytes) -> bool:
    """Return whether *head*, the first bytes of a file, begins a log."""
    if is_log(head):
        return True
    # The mappings are loaded where a file is none of qlog.
    from atp_tui.engine.records.guess import is_structured

    return is_structured(head)
