from atp_tui import assets


def test_folders_are_absolute_and_named_as_in_the_tree() -> None:
    assert assets.STYLES.is_absolute()
    assert assets.STYLES.name == "styles"
    assert assets.SAMPLE_PACKS.is_absolute()
    assert assets.SAMPLE_PACKS.name == "sample_packs"


def test_a_checkout_has_its_sample_packs() -> None:
    assert (assets.SAMPLE_PACKS / "README.md").is_file()
