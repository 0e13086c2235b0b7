"""A person's own keys: read from a TOML file, checked against the table of commands, and written as one to start from.

[keys]
events.filter = "F"
"events.next" = ["n", "f3"]
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.tui.commands import COMMAND_OF, COMMANDS, FLEET_SCREEN, GROUP_SCREEN
from atp_tui.tui.fleet_commands import BETWEEN, FLEET_COMMANDS, SHARED
from atp_tui.tui.key_names import TAKEN, key_name, shown_key, typed_key
from atp_tui.tui.widgets.key_tables import CHART_KEYS, LIST_KEYS

_TABLE: Final[Mapping[str, str]] = MappingProxyType(
    {name: command.keys for name, command in COMMAND_OF.items()}
    | {own.name: own.keys for own in (*LIST_KEYS, *CHART_KEYS)}
)
"""The keys of everything that can be rebound, by name."""

_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {name: command.told for name, command in COMMAND_OF.items()}
    | {own.name: own.description for own in (*LIST_KEYS, *CHART_KEYS)}
)
_GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    *(
        (group, tuple(name for name, command in COMMAND_OF.items() if command.group == group))
        for group in dict.fromkeys(command.group for command in COMMAND_OF.values())
    ),
    ("In every list", tuple(own.name for own in LIST_KEYS)),
    ("In the timeline", tuple(own.name for own in CHART_KEYS)),
)
_ONLY_IN: Final[Mapping[str, str]] = MappingProxyType(
    {name: command.only_in for name, command in COMMAND_OF.items()} | {own.name: "timeline" for own in CHART_KEYS}
)
"""The pane in which the keys of a command or of the timeline work; empty for all panes. Lists are in any pane."""

_TOGETHER: Final = (
    (COMMANDS, LIST_KEYS),
    (COMMANDS, CHART_KEYS),
    (FLEET_SCREEN, LIST_KEYS),
    (GROUP_SCREEN, LIST_KEYS),
)
"""What works on one screen, so that a key must mean one thing."""

_OF_FLEETS: Final = frozenset(command.name for command in FLEET_COMMANDS)
_WITH_FLEETS: Final = frozenset((*SHARED, *BETWEEN, *(own.name for own in LIST_KEYS)))
"""What works on the screens of a fleet besides."""

_BACK: Final = "back"
_ESCAPE: Final = "escape"


@dataclass(frozen=True, slots=True)
class Keymap:
    """Which keys do what."""

    changed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """For the name of a command the keys that a person gave it, separated by commas."""

    def keys(self, name: str) -> str:
        """Return the keys of a command, separated by commas.

        A key that was given to a command of every screen is no longer that of a command of a fleet, which may be left
        with none.
        """
        if name in self.changed or name not in _OF_FLEETS:
            return self.changed.get(name, _TABLE[name])
        taken = {key for other in self.changed if other in _WITH_FLEETS for key in self.changed[other].split(",")}
        return ",".join(key for key in _TABLE[name].split(",") if key not in taken)

    def shown(self, name: str) -> str:
        """Return the first key of a command as it stands on a keyboard; empty where it has none."""
        return shown_key(self.keys(name).split(",")[0])


DEFAULT_KEYMAP: Final = Keymap()
"""The keys of the table."""


def read_keymap(path: str) -> Keymap:
    """Return the keymap in a file.

    Raises:
        IoError: it cannot be read.
        SerializationError: it is not TOML; the error tells the line.
        InvalidFormatError: it is no keymap; the error names the command.
    """
    from atp_tui.store.keymap_file import read_keymap_file

    try:
        return keymap_of(read_keymap_file(path))
    except CrashpackError as error:
        raise error if error.file else error.within(path) from None


def keymap_of(document: Mapping[str, Any]) -> Keymap:
    """Return the keymap that a decoded TOML document describes.

    Raises:
        InvalidFormatError: a command or key is unknown or taken, or two commands have one key; the error names it.
    """
    for name in document:
        if name != "keys":
            raise InvalidFormatError("a table [keys] and nothing else", repr(name))
    table = document.get("keys", {})
    if not isinstance(table, dict):
        raise InvalidFormatError("a table", _kind(table), place="keys")
    changed = {name: ",".join(_keys_given(name, value)) for name, value in _flat(table, "")}
    keymap = Keymap(MappingProxyType(changed))
    for commands, table in _TOGETHER:
        _refuse_shared(keymap, (*(command.name for command in commands), *(own.name for own in table)))
    return keymap


def start_lines(keymap: Keymap = DEFAULT_KEYMAP) -> Iterator[str]:
    """Yield the lines of a keymap file with all commands, to be changed by whoever wants other keys."""
    from atp_tui.engine.toml_text import quoted

    yield "# The keys of atp-tui. Save this as ~/.config/atp-tui/keymap.toml and keep the lines that you change."
    yield "[keys]"
    for group, names in _GROUPS:
        yield ""
        yield f"# {group}"
        for name in names:
            keys = [quoted(typed_key(key)) for key in keymap.keys(name).split(",") if key]
            value = keys[0] if len(keys) == 1 else f"[{', '.join(keys)}]"
            yield f"{'' if keys else '# '}{name} = {value}  # {_SENTENCES[name]}"


def _flat(table: Mapping[str, Any], head: str) -> Iterator[tuple[str, Any]]:
    """Yield each name with what it is given; ``events.filter`` may stand as one name or as a table in a table."""
    for part, value in table.items():
        name = head + part
        if isinstance(value, dict) and name not in _TABLE:
            yield from _flat(value, f"{name}.")
        else:
            if name not in _TABLE:
                raise InvalidFormatError("the name of a command; 'atp-tui keys' lists them", repr(name), place="keys")
            yield name, value


def _keys_given(name: str, value: object) -> list[str]:
    """The names of the keys that a command is given; stepping back keeps its own key, whatever else it gets."""
    place = f"keys.{name}"
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not given or not all(isinstance(typed, str) for typed in given):
        raise InvalidFormatError("a key, or a list of at least one", _kind(value), place=place)
    keys: list[str] = []
    for typed in given:
        key = key_name(typed)
        if key is None:
            raise InvalidFormatError("a key that terminals send", repr(typed), place=place)
        if key in TAKEN and key not in _TABLE[name].split(","):
            raise InvalidFormatError("a key that is free", f"{typed!r}: {TAKEN[key]}", place=place)
        if key == _ESCAPE and name != _BACK:
            raise InvalidFormatError("a key that is free", f"{typed!r}: it always steps back", place=place)
        keys.append(key)
    if name == _BACK and _ESCAPE not in keys:
        keys.append(_ESCAPE)
    return keys


def _refuse_shared(keymap: Keymap, names: tuple[str, ...]) -> None:
    """Refuse that a key does two things where both could be meant."""
    every = [(key, name) for name in names for key in keymap.keys(name).split(",")]
    twice = [key for key, count in Counter(key for key, _ in every).items() if count > 1]
    for key in twice:
        owners = [name for found, name in every if found == key]
        for blamed in (name for name in owners if name in keymap.changed):
            if owners.count(blamed) > 1:
                raise InvalidFormatError("a key that is free", f"{typed_key(key)!r} twice", place=f"keys.{blamed}")
            for other in owners:
                if other != blamed and not _can_share(key, blamed, other):
                    found = f"{typed_key(key)!r}, which {other} has"
                    raise InvalidFormatError("a key that is free", found, place=f"keys.{blamed}")


def _can_share(key: str, first: str, second: str) -> bool:
    """Whether two may have one key: commands of different panes or of one pane and the screen, or as usual."""
    if all(key in _TABLE[name].split(",") for name in (first, second)):
        return True
    if not {first, second} <= _ONLY_IN.keys() or _ONLY_IN[first] == _ONLY_IN[second]:
        return False
    # A key of the timeline that a command of the screen takes would end that command there unseen.
    return {first, second} <= COMMAND_OF.keys() or bool(_ONLY_IN[first] and _ONLY_IN[second])


def _kind(value: object) -> str:
    names = {str: "a text", list: "a list", dict: "a table", bool: "true or false", int: "a number", float: "a number"}
    if isinstance(value, list):
        return "an empty list" if not value else "a list of other things than keys"
    return names.get(type(value), "a date or time")
