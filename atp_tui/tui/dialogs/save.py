"""Asking for a path that does not exist, and writing to it."""

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump

from atp_tui.engine.errors import CrashpackError
from atp_tui.tui.dialogs.prompt import PromptScreen
from atp_tui.tui.typed_paths import target_fault, typed_target


async def save(asker: MessagePump, question: str, suggested: str, write: Callable[[str], object]) -> str:
    """Ask for a path, and write to it in a thread; to be awaited in a worker.

    Args:
        asker: The widget or app for which it is written; it shows why a path cannot be written.
        question: What to ask.
        suggested: The path that stands in the entry.
        write: Writes to the path that it is given.

    Returns:
        The path; empty where none was given, or where it could not be written.
    """
    typed = await asker.app.push_screen_wait(PromptScreen(question, suggested, target_fault))
    if not typed:
        return ""
    path = typed_target(typed)
    try:
        await asyncio.to_thread(write, path)
    except CrashpackError as error:
        asker.app.notify(str(error), severity="error", markup=False, timeout=10)
        return ""
    return path
