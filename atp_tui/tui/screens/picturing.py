"""The screen written to a file, to go with what is told of a pack."""

from textual import on, work
from textual.screen import Screen

from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.store.file_writer import write_new_file
from atp_tui.store.pack import Pack
from atp_tui.tui.picture import picture_of
from atp_tui.tui.place_messages import PictureWritten
from atp_tui.tui.screens.editing import target_fault, typed_target
from atp_tui.tui.screens.marking import suggested_file
from atp_tui.tui.screens.prompt import PromptScreen


class Picturing(Screen[None]):
    """The part of the main screen that draws itself into a file."""

    pack: Pack | None

    def action_picture(self) -> None:
        """Ask for a file and write what is on the screen now to it."""
        if self.pack is None:
            return
        picture = picture_of(self.app)

        def write(answer: str | None) -> None:
            if answer:
                self.write_picture(picture, typed_target(answer))

        question = "Write a picture of the screen to which file? It must not exist; it will be SVG"
        suggested = suggested_file(self.pack, "screen", "svg")
        self.app.push_screen(PromptScreen(question, suggested, target_fault), write)

    @work(thread=True, exclusive=True, group="save")
    def write_picture(self, picture: str, path: str) -> None:
        """Write a picture to a file."""
        try:
            write_new_file(path, picture.encode("utf-8", "replace"))
        except CrashpackError as error:
            self.post_message(PictureWritten(path, str(error)))
        else:
            self.post_message(PictureWritten(path))

    @on(PictureWritten)
    def tell_written(self, event: PictureWritten) -> None:
        """Tell where it is, or why not."""
        told = event.fault or f"the screen is drawn in {event.path}"
        self.notify(clean(told), severity="error" if event.fault else "information", markup=False)
