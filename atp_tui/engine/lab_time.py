"""Lab time in words, the same on the screen, in reports and in what commands print."""


def milliseconds(time: int | None) -> str:
    """Return a lab time in milliseconds with three decimals; further digits are cut off, never rounded.

    A time that is cut off is never later than the event it belongs to, so jumping to it leads to that event or to one
    less than a microsecond before it.

    Args:
        time: Nanoseconds on the lab's clock, of any size; None where an event has no time, shown as ``-``.
    """
    return "-" if time is None else f"{time // 1_000_000:,}.{time // 1_000 % 1_000:03d} ms"
