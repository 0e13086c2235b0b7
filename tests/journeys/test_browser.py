"""The explorer in a real browser: a pack is opened, filtered, and tried with another state."""

import asyncio
import base64
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser import NEEDS_CHROMIUM, SECONDS, Page, browser, plain
from tests.cli.test_serve import serving

pytestmark = [NEEDS_CHROMIUM, pytest.mark.soak]


async def sees(page: Page, *texts: str) -> None:
    """Wait until the program has written all texts since the keys before; a text that stays is not written again."""
    end = time.monotonic() + SECONDS
    while not all(text in plain(page.written) for text in texts):
        assert time.monotonic() < end, plain(page.written)[-4000:]
        await asyncio.sleep(0.05)
    page.written = b""


async def drawn(page: Page) -> bytes:
    """A picture of the page."""
    return base64.b64decode((await page("Page.captureScreenshot"))["data"])


async def test_a_pack_is_opened_filtered_and_tried_with_another_state(tmp_path: Path) -> None:
    with serving() as (_, address):
        async with browser(tmp_path / "browser") as page:
            await page("Page.navigate", url=address)
            await sees(page, "FAILED 4 High 1 Medium", "intact 23/23", "8 events bear on it")
            assert await page.says("document.body.classList.contains('-first-byte')")
            assert await page.says("document.activeElement.className") == "xterm-helper-textarea"
            first = await drawn(page)

            await page.type("/", "permit 7 opened")
            await sees(page, "7 of 400")
            await page.type("Enter", "7")
            await sees(page, "pending_operations")
            await page.type("ArrowDown", "ArrowDown", "e")
            await sees(page, "journal_gaps =")
            await page.type("Backspace", "0", "Enter")
            await sees(page, "WHAT IF", "journal_gaps edited")
            await page.type("r")
            await sees(page, "1 went, 0 came, 4 stayed")
            await page.type_with_control("l")
            await sees(page, "FAILED 4 High 1 Medium -> FAILED 3 High 1 Medium", "WENT")
            assert await drawn(page) != first

            hosts = {urlsplit(asked).netloc for asked in page.requested if not asked.startswith("data:")}
            assert hosts == {urlsplit(address).netloc}
            assert {urlsplit(asked).scheme for asked in page.requested} >= {"http", "ws"}
