import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.lab.dice import Dice
from atp_tui.lab.message import Symbol
from atp_tui.lab.raptorq import BlockDecoder, BlockEncoder, cut, entry_of, manifest_hash
from tests.examples import examples

DATA = Dice(1, "data").octets(16_000)


def decode(symbols: list[Symbol], length: int = len(DATA), size: int = 1024) -> bytes | None:
    decoder = BlockDecoder(length, size)
    found = None
    for symbol in symbols:
        found = found or decoder.add(symbol)
    return found


@given(st.binary(min_size=1, max_size=500), st.integers(1, 500))
def test_the_blocks_of_an_object_make_it_whole_again(payload: bytes, block_size: int) -> None:
    blocks = cut(payload, block_size)
    assert b"".join(blocks) == payload
    assert all(len(block) == block_size for block in blocks[:-1])
    assert 0 < len(blocks[-1]) <= block_size


@examples(30)
@given(st.binary(min_size=1, max_size=3000), st.sampled_from((64, 256, 1024)), st.data())
def test_any_symbols_two_more_than_the_source_decode(block: bytes, size: int, data: st.DataObject) -> None:
    encoder = BlockEncoder(0, block, size, budget=12)
    symbols = encoder.source + encoder.repair(0, 12)
    some = data.draw(st.permutations(symbols))[: len(encoder.source) + 2]
    assert decode(some, len(block), size) == block


def test_repair_symbols_replace_lost_source_symbols() -> None:
    encoder = BlockEncoder(3, DATA, 1024, budget=8)
    assert len(encoder.source) == 16
    assert decode(encoder.source[5:]) is None
    assert decode(encoder.source[5:] + encoder.repair(0, 7)) == DATA


def test_repair_symbols_are_new_and_end_with_the_budget() -> None:
    encoder = BlockEncoder(3, DATA, 1024, budget=8)
    taken = encoder.repair(0, 5) + encoder.repair(5, 100)
    assert [symbol.number for symbol in taken] == list(range(16, 24))
    assert encoder.repair(8, 1) == []


def test_a_flipped_bit_decodes_to_another_block_without_an_error() -> None:
    encoder = BlockEncoder(0, DATA, 1024, budget=0)
    encoder.flip(4, 6)
    found = decode(encoder.source)
    assert found is not None
    differing = [place for place, (ours, theirs) in enumerate(zip(found, DATA, strict=True)) if ours != theirs]
    assert differing == [4 * 1024]
    assert found[4096] ^ DATA[4096] == 1 << 6
    assert entry_of(found) != entry_of(DATA)


def test_a_decoder_tells_what_is_missing() -> None:
    encoder, decoder = BlockEncoder(0, DATA, 1024, budget=4), BlockDecoder(len(DATA), 1024)
    for symbol in encoder.source[:10]:
        decoder.add(symbol)
        decoder.add(symbol)
    assert (decoder.needed, len(decoder.seen), decoder.missing) == (16, 10, 7)


def test_a_symbol_reads_back_from_its_datagram_frame() -> None:
    symbol = BlockEncoder(70_000, DATA, 1024, budget=4).repair(3, 1)[0]
    assert Symbol.read(symbol.write()) == symbol
    assert (symbol.block, symbol.number) == (70_000, 19)


def test_the_manifest_hash_is_over_one_line_a_block() -> None:
    lines = f"0 3 {hashlib.sha256(b'abc').hexdigest()}\n1 0 {hashlib.sha256(b'').hexdigest()}\n"
    expected = hashlib.sha256(lines.encode()).hexdigest()
    assert manifest_hash([entry_of(b"abc"), entry_of(b"")]) == f"sha256:{expected}"


@pytest.mark.parametrize("change", [0, 1, 2])
def test_the_manifest_hash_knows_content_and_order(change: int) -> None:
    blocks = [b"a", b"b", b"c"]
    changed = [*blocks[:change], b"x", *blocks[change + 1 :]]
    hashes = {manifest_hash(map(entry_of, each)) for each in (blocks, changed, blocks[::-1])}
    assert len(hashes) == 3
