"""A number with its noun."""


def counted(number: int, noun: str) -> str:
    """Return ``1 pack`` or ``2,000 packs``; *noun* is in the singular and takes an s."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
