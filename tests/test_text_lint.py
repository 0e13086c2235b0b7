"""No text of a pack reaches a widget, a printer or an error but through clean(): each place that could is looked at."""

from pathlib import Path
from typing import Final

import pytest

from tests.text_lint import CLEANING_ERRORS, NEVER, Found, lint

ROOT: Final = Path(__file__).resolve().parent.parent

ALLOWED: Final = {
    "atp_tui/clean.py:clean": "the one function that makes clean text",
    "atp_tui/cli/first_screen.py:_write": "writes two fixed sequences and lines that _lines made with clean()",
    "atp_tui/cli/output.py:RelayedStdout.write": "what another program wrote, which `proof record` hands on as it is",
    "atp_tui/cli/output.py:_send": "writes what print_line, print_json and print_document made harmless",
    "atp_tui/cli/output.py:say_all": "cleans each line as it writes it",
    "atp_tui/cli/output.py:say_in_place": "cleans the text behind a fixed sequence",
    "atp_tui/engine/__init__.py:__getattr__": "a name that a program asked for, and no file",
    "atp_tui/engine/json_text.py:_plain": "the name of a Python type; a fault of the program, told by its type alone",
    "atp_tui/engine/json_text.py:_refuse_constant": "loads() catches it and makes a SerializationError of it",
    "atp_tui/engine/json_text.py:_unique": "loads() catches it and makes a SerializationError of it",
    "atp_tui/fleet/look.py:_bytes_of": "caught in the same file, which then opens the pack in the usual way",
    "atp_tui/lab/clock.py:run_seeded": "raises again what a task raised",
    "atp_tui/lab/testing/__init__.py:": "the line that installs an extra here, raised where a test is imported",
    "atp_tui/lab/testing/decorator.py:_decorated": "what the test itself has given, raised where it is defined",
    "atp_tui/lab/testing/decorator.py:_seeds": "a variable of the environment, raised in the test",
    "atp_tui/lab/testing/disk.py:Disk._file": "what the test itself has given, raised in that test",
    "atp_tui/lab/testing/disk.py:Disk.sync": "as above",
    "atp_tui/lab/testing/network.py:Network.socket": "as above",
    "atp_tui/lab/testing/network.py:Socket._require_open": "as above",
    "atp_tui/lab/testing/world.py:World.check": "as above; the pack of it is read like any other",
    "atp_tui/lab/testing/world.py:_require": "as above",
    "atp_tui/pytest_plugin/fixture.py:Crashpack.seed": "what the test itself has given, raised in that test",
    "atp_tui/pytest_plugin/fixture.py:_from_environment": "as above, of a variable of the environment",
    "atp_tui/store/trace/index_cache.py:_private_bytes": "caught in the same file; the index is made anew",
    "atp_tui/store/unique_name.py:_rename": "caught by the writers; refusal() words it by its number",
    "atp_tui/tui/app.py:ExplorerApp.notify": "cuts a notification; each caller says itself whether it holds markup",
    "atp_tui/tui/terminal/control_filter.py:_filtered": "the last net itself, which takes out what acts",
    "atp_tui/tui/panes/events/search.py:EventSearch._show_text": "the query that the user typed; options must be clean",
    "atp_tui/tui/widgets/log_bar.py:log_bar_content": "the cells of a bar that log_bar() drew",
    "atp_tui/tui/widgets/strip_chart.py:StripChart._cells": "the cells that columns() drew",
}
"""Places that may do so, each with the reason."""


def found_in(source: str) -> list[Found]:
    return lint({"atp_tui/tui/planted.py": source})


def test_no_text_goes_around_clean() -> None:
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in (ROOT / "atp_tui").rglob("*.py")
    }
    found = lint(sources)
    assert [str(place) for place in found if place.place not in ALLOWED] == []
    assert sorted(ALLOWED) == sorted({place.place for place in found}), "an exception is no longer needed"


HEAD: Final = """
class Violation:
    description: str
    shown: CleanText
    count: int
class Screen:
    title_text: CleanText
    def __init__(self, given: str):
        self._given = given
        self._made = clean(given)
    @property
    def spoiled(self) -> str: return self._given
    def worded(self) -> Text: return own_text(self._given)
    def plain_words(self) -> str: return self._given
WORDS = {"a": "fixed"}
def own_text(text: str) -> Text: return Text(clean(text))
def clean(text: str) -> CleanText: ...
def f(self: Screen, v: Violation, text: str, number: int, error: OSError):
    made = clean(text)
    mixed = made if number else text
    either = made if number else "none"
    label = Text("")
"""

BAD: Final = (
    *("Static(text)", "Static(v.description)", "Static(f'{v.description}')", "Static('a' + text)", "Label(text)"),
    *("Static(made)", "Static(v.shown)", "Static(content=text)", "Static(str(error))", "Static('%s' % text)"),
    *("Static(mixed, markup=False)", "Static(text[:5], markup=False)", "Static(text.strip(), markup=False)"),
    *("OptionList('a', text)", "Option(text)", "DataTable().add_row('a', text)", "DataTable().add_column(text)"),
    *("Tree(1).root.add_leaf(text)", "node.set_label(text)", "self.query_one(Static).update(text)"),
    *("self.query_one(Static).update(v.shown)", "self.notify(text)", "self.notify(made)", "self.notify(message=text)"),
    *("self.notify(text, markup=False)", "self.notify(str(error), markup=False)", "self.notify(self._given)"),
    *("self.notify(self.spoiled, markup=False)", "self.notify(self.plain_words(), markup=False)"),
    *("self.notify(v.description.upper(), markup=False)", "self.notify(', '.join([text]), markup=False)"),
    *("Text(text)", "Text(v.description)", "Text(f'a {text}')", "Text(text=text)", "Content(text)", "Segment(text)"),
    *(
        "label.append(text)",
        "label.append((text, 'bold'))",
        "Text.assemble('a', (text, 'bold'))",
        "Text.assemble(text)",
    ),
    *("Content.assemble(text)", "Content.styled(text, 'bold')", "Text.from_markup(text)", "Content.from_markup('a')"),
    *("Text.from_ansi(made)", "Input(text)", "FilterInput(placeholder=text)", "self.entry.value = text"),
    *(
        "self.border_title = text",
        "self.border_subtitle = f'{text}'",
        "self.border_title = made",
        "self.tooltip = text",
    ),
    *("self.app.title = text", "self.sub_title = v.description", "CleanText(text)", "print(text)", "print('a')"),
    *("click.echo(text)", "click.secho('a')", "sys.stdout.write(text)", "sys.stderr.write(text)"),
    *("sys.stdout.buffer.write(text.encode())", "sys.__stderr__.writelines([text])", "os.write(1, text.encode())"),
    *("raise ValueError(text)", "raise RuntimeError(f'bad {v.description}')", "raise OSError(str(error))"),
    *("logging.warn(text)", "warnings.warn(text)", "traceback.print_exc()", "unknown.notify(some.thing)"),
    *("[Text(part) for part in v.description]", "(lambda told: Text(told))(text)", "Text(WORDS.get('a', text))"),
    *("for part in [text]:\n        Text(part)", "with open(text) as part:\n        Text(part)"),
    *("part, other = text, 1\n    Text(part)", "Text(text if number else made)", "Text(made or text)"),
    *("def inner(told: str): return Text(told)", "either += text\n    Text(either)", "Text(f'{text:>5}')"),
)
GOOD: Final = (
    *("Static('fixed')", "Static(own_text(text))", "Static(self.worded())", "Static(f'{number:,} of {len(text)}')"),
    *("Static(made, markup=False)", "Static()", "Static(either if number else label, markup=False)", "Static(label)"),
    *("self.query_one(Static).update(own_text(text))", "self.query_one(Static).update()", "{}.update()"),
    *("self.notify('fixed')", "self.notify(clean(text), markup=False)", "self.notify(v.shown, markup=False)"),
    *("self.notify(self._made, markup=False)", "self.notify(self.title_text, markup=False)"),
    *("Text(clean(text))", "Text(v.shown)", "Text(f'{v.shown} {v.count}')", "Text(made[:5].ljust(9))", "Text(either)"),
    *("Text(', '.join((made, 'b')))", "Text(WORDS['a'])", "Text(str(v.count))", "Text(label.plain)"),
    *("label.append(made)", "label.append((made, 'bold'))", "[].append(text)", "Text.assemble(made, ('a', 'bold'))"),
    *("Input(made)", "self.entry.value = text if is_clean(text) else ''", "self.border_title = f'{number} rows'"),
    *("self.border_title = own_text(text)", "self.app.title = made", "raise ValueError('fixed')"),
    *("raise ValueError(f'{number} of them')", "raise IoError(text, v.description)", "raise click.UsageError(text)"),
    *("file.write(text)", "os.write(descriptor, text.encode())", "os.write(1, b'fixed')", "raise OSError(made)"),
    *("try:\n        pass\n    except CrashpackError as told:\n        self.notify(str(told), markup=False)",),
)


@pytest.mark.parametrize("source", BAD)
def test_a_way_around_clean_is_found(source: str) -> None:
    assert len(found_in(f"{HEAD}    {source}\n")) >= 1


@pytest.mark.parametrize("source", GOOD)
def test_a_way_through_clean_is_not(source: str) -> None:
    assert [str(place) for place in found_in(f"{HEAD}    {source}\n")] == []


def test_what_is_found_is_told_with_its_place() -> None:
    (place,) = found_in("class Pane:\n    def show(self, text: str):\n        Text(text)\n")
    assert place.place == "atp_tui/tui/planted.py:Pane.show"
    assert str(place) == "atp_tui/tui/planted.py:3 in Pane.show: Text(text)"


def test_what_another_file_defines_is_known() -> None:
    other = "def words(text: str) -> Text: ...\ndef raw(text: str) -> str: ...\n"
    using = "from atp_tui.tui.other import words, raw\ndef f(text: str):\n    Static({}(text))\n"
    for name, count in (("words", 0), ("raw", 1)):
        found = lint({"atp_tui/tui/other.py": other, "atp_tui/tui/planted.py": using.format(name)})
        assert len(found) == count, name


def test_every_reason_is_given() -> None:
    assert all(ALLOWED.values())
    assert all(NEVER.values())


def test_errors_that_are_said_to_clean_their_parts_do() -> None:
    from atp_tui.engine import errors
    from atp_tui.lab.errors import LabError
    from atp_tui.store.archive.budget import DamagedError

    for kind in (*vars(errors).values(), LabError, DamagedError):
        if isinstance(kind, type) and issubclass(kind, errors.CrashpackError):
            assert kind.__name__ in CLEANING_ERRORS
            assert str(kind("a\x1b", "b\x9b")) == "expected a␛, found b<U+009B>"
