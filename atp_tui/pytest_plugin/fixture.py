"""What a test tells its crashpack: the fixture ``crashpack``. Source: docs/pytest.md, "The fixture"."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from atp_tui.pytest_plugin.attempt import Attempt, Claim, Simulated

if TYPE_CHECKING:
    from atp_tui.engine.record import Crashpack as Record
    from atp_tui.engine.replay.result import ReplayResult

SEED_BYTES: Final = 8
_SEED_END: Final = 1 << 8 * SEED_BYTES


class Crashpack:
    """What a test adds to the crashpack that it leaves where it fails.

    Nothing that a test adds can make it fail but an unusable seed: what cannot be kept is left out, and the pack says
    so.

    Args:
        attempt: Where it is recorded; None where nothing is.
        node: The node id of the test.
        replay_of: The path of the pack that a simulated test is to run again; empty for none.
        minimize_of: The path of the pack that it is to minimize; empty for none.
    """

    def __init__(self, attempt: Attempt | None, node: str = "", replay_of: str = "", minimize_of: str = "") -> None:
        self._attempt = attempt
        self.node = node
        self.replay_of = replay_of
        self.minimize_of = minimize_of

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

    def simulated(self, pack: "Record", files: Mapping[str, bytes], label: str = "") -> None:
        """Take the run that the pack of the test is to show in place of what was recorded; for simulated tests.

        Args:
            pack: The run as a crashpack.
            files: Its artifacts by their paths.
            label: A word for the name of the pack.
        """
        if self._attempt is not None:
            self._attempt.simulated = Simulated(pack, files, label)
            self._attempt.seeds.update(pack.seeds)

    def tell(self, *lines: str) -> None:
        """Print lines at the end of the session; for simulated tests."""
        if self._attempt is not None:
            self._attempt.told.extend(lines)

    def tell_replay(self, path: str, result: "ReplayResult") -> None:
        """Print what came of running a pack again; for simulated tests."""
        from atp_tui.report.replay import replay_lines

        self.tell(*replay_lines(path, result))


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
