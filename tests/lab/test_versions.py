from importlib import metadata

from atp_tui.lab.versions import LIBRARIES, VersionDifference, lab_versions, version_differences


def test_every_library_that_shapes_a_trace_is_told() -> None:
    here = lab_versions()
    assert {name: here[name] for name in LIBRARIES} == {name: metadata.version(name) for name in LIBRARIES}
    assert set(here) == {"lab", "atp-tui", "python", *LIBRARIES}


def test_versions_that_differ_are_named_but_for_the_program_itself() -> None:
    here = lab_versions()
    assert version_differences(here) == ()
    assert version_differences(here | {"atp-tui": "99"}) == ()
    told = {name: version for name, version in here.items() if name != "raptorq"} | {"trio": "0.1", "curio": "1"}
    assert version_differences(told) == (
        VersionDifference("trio", "0.1", here["trio"]),
        VersionDifference("raptorq", "", here["raptorq"]),
        VersionDifference("curio", "1", ""),
    )
