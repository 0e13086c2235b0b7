from importlib import metadata

from atp_tui.lab.versions import LIBRARIES, lab_versions


def test_every_library_that_shapes_a_trace_is_told() -> None:
    here = lab_versions()
    assert {name: here[name] for name in LIBRARIES} == {name: metadata.version(name) for name in LIBRARIES}
    assert set(here) == {"lab", "atp-tui", "python", *LIBRARIES}
