"""Made-up surroundings."""

from collections.abc import Iterable, Mapping

from atp_tui.machine.environment import Surroundings
from atp_tui.machine.finding import Observation, Word

NOW = 1_000_000.0


def around(
    environ: Mapping[str, str] | None = None,
    *,
    size: tuple[int, int] | None = (120, 36),
    platform: str = "linux",
    user: int = 1000,
) -> Surroundings:
    """Return surroundings that are well unless they are said to be otherwise."""
    given = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} if environ is None else environ
    return Surroundings(given, size, platform, user, NOW)


def by_subject(found: Iterable[Observation]) -> dict[str, Observation]:
    """Return observations by what they are about."""
    return {each.subject: each for each in found}


def words(found: Iterable[Observation]) -> dict[str, Word]:
    """Return the word of each."""
    return {subject: each.word for subject, each in by_subject(found).items()}
