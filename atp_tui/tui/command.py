"""One row of a table of commands: the keys of an action, its words, and who owns it.

Nothing of the screen's library is loaded here, so that commands without a screen can list keys too.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can ask for."""

    name: str
    """Under which a keymap finds it."""
    keys: str
    """The keys that do it, separated by commas."""
    action: str
    """The action, after the pane or the part of a pane that owns it and a point; after ``app.`` one of the app, alone
    one of the screen."""
    label: str
    """A word or two for the footer."""
    sentence: str
    """What it does, for the palette and the help."""
    group: str
    shows_pane: bool = True
    """Whether the pane that owns the action is shown and focused before it runs."""
    only_in: str = ""
    """The pane in which its keys work, in place of those of a command of the whole screen; empty for all panes."""

    @property
    def told(self) -> str:
        """The sentence, with the pane where its keys work if that is only one."""
        return f"{self.sentence} (in {self.only_in.capitalize()})" if self.only_in else self.sentence

    @property
    def owner(self) -> str:
        """The pane, with the part of it after a point, that owns the action; empty for the screen and the app."""
        owner = self.action.partition("(")[0].rpartition(".")[0]
        return "" if owner == "app" else owner

    @property
    def pane(self) -> str:
        """The pane that owns the action; empty for the screen and the app."""
        return self.owner.partition(".")[0]

    @property
    def synonyms(self) -> str:
        """Further words under which the palette finds it."""
        from atp_tui.tui.synonyms import SYNONYMS

        return SYNONYMS.get(self.name, "")

    @property
    def binding(self) -> str:
        """The action to which the screen, or with ``screen.`` in front a pane, binds the keys."""
        return f"command('{self.name}')" if self.owner else self.action
