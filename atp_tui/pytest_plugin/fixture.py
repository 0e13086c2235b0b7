"""What a test tells its crashpack: the fixture ``crashpack``. Source: docs/pytest.md, "The fixture"."""

import json
import os
from pathlib import Path
from typing import Final

from atp_tui.pytest_plugin.attempt import Attempt, Claim

SEED_BYTES: Final = 8
_SEED_END: Final = 1 << 8 * SEED_BYTES


class Crashpack:
    """What a test adds to the crashpack that it leaves where it fails.

    Nothing that a test adds can make it fail but an unusable seed: what cannot be kept is left out, and the pack says
    so.

    Args:
        attempt: Where it is recorded; None where nothing is.
    """

    def __init__(self, attempt: Attempt | None) -> None:
        self._attempt = attempt

    @property
    def qlog_dir(self) -> Path | None:
        """The folder whose files are attached as qlogs, to which QLOGDIR is set; None where nothing is recorded."""
        return None if self._attempt is None else self._attempt.qlogs

    def seed(self, name: str, value: int | None = None) -> int:
        """Return the seed called *name*, and record it.

        Args:
            name: What it is for, such as ``network``.
            value: The seed, u64. Without it, it comes from the variable ``ATP_SEED_NAME``, which the line that runs
                the test again sets; or else it is drawn, by a rerun of a failed attempt the same one again.

        Raises:
            ValueError: it is no unsigned 64-bit integer.
        """
        drawn = {} if self._attempt is None else self._attempt.drawn
        seed = value if value is not None else _from_environment(name)
        if seed is None:
            seed = drawn.get(name, int.from_bytes(os.urandom(SEED_BYTES), "big"))
            drawn[name] = seed
        if type(seed) is not int or not 0 <= seed < _SEED_END:
            raise ValueError(f"the seed {name!r}: expected an unsigned 64-bit integer, found {seed!r}")
        if self._attempt is not None:
            self._attempt.seeds[name] = seed
        return seed

    def event(self, kind: str, message: str = "") -> None:
        """Record that something happened now.

        Args:
            kind: The kind of the event, such as ``HandshakeDone``.
            message: What happened; its words decide about the lanes of the event.
        """
        if self._attempt is not None:
            self._attempt.say(str(kind), str(message))

    def state(self, name: str, value: object) -> None:
        """Keep a state as JSON, as it is now; the last one of a name counts.

        Args:
            name: What it is the state of. Where *value* has all fields of a transfer state, and no others, the transfer
                oracle judges it under this name.
            value: JSON values, or objects, which are kept as their ``repr``.
        """
        if self._attempt is not None:
            try:
                self._attempt.states[str(name)] = json.loads(json.dumps(value, default=repr, skipkeys=True))
            except (TypeError, ValueError, RecursionError) as error:
                self._attempt.say("NotKept", f"the state {name}: {error}")

    def violation(
        self, oracle: str, violation_type: str, description: str, severity: str = "High", **evidence: object
    ) -> None:
        """Record that an oracle of the project has found a violation; whether the test fails is for the test to say.

        Args:
            oracle: Name of the oracle.
            violation_type: Which invariant is broken; violations of one group have it in common.
            description: What happened, as a sentence.
            severity: ``Low``, ``Medium``, ``High`` or ``Critical``.
            evidence: The numbers behind it.
        """
        if self._attempt is not None:
            told = {name: str(value) for name, value in evidence.items()}
            self._attempt.claims.append(Claim(str(oracle), str(violation_type), str(description), severity, told))

    def passed(self, oracle: str) -> None:
        """Record that an oracle of the project has found nothing."""
        if self._attempt is not None:
            self._attempt.claims.append(Claim(str(oracle)))

    def attach(self, name: str, content: bytes | str | Path) -> None:
        """Attach a file.

        Args:
            name: Its name in the pack.
            content: Its bytes or its text; or the path of the file to read them from, after the teardown of the test.
        """
        if self._attempt is not None:
            self._attempt.files[str(name)] = content.encode("utf-8", "replace") if isinstance(content, str) else content


def _from_environment(name: str) -> int | None:
    """The seed that the environment gives, None where it gives none.

    Raises:
        ValueError: what it gives is no number.
    """
    from atp_tui.engine.shell import seed_suffix

    variable = f"ATP_SEED_{seed_suffix(name)}"
    text = os.environ.get(variable)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{variable}: expected an unsigned 64-bit integer, found {text!r}")
    return int(text)
