"""Names that are unique within one document, in time linear to their number."""

from collections import Counter
from collections.abc import Callable


class UniqueNames:
    """Gives each name once; a name that is taken gets the next free number: ``a``, ``a (2)``, ``a (3)``.

    Args:
        key: What two names have in common that a reader takes for one.
    """

    def __init__(self, key: Callable[[str], str] = str) -> None:
        self._key = key
        self._taken: set[str] = set()
        self._last: Counter[str] = Counter()

    def take(self, name: str) -> str:
        """Return *name*, with a number behind it where it is taken already."""
        free = name
        # The last number of each name is kept, because counting from 2 each time is quadratic.
        while self._key(free) in self._taken:
            self._last[name] += 1
            free = f"{name} ({self._last[name] + 1})"
        self._taken.add(self._key(free))
        return free
