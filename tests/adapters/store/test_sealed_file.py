"""Chunks of a backup stay together: whatever is cut, moved, mixed or added, nothing of it is taken for whole."""

import io
import os
import tracemalloc

import pytest

from bot.adapters.store.backups import sealed_file
from bot.adapters.store.backups.sealed_file import END, LENGTH, SealedFile, write
from bot.adapters.store.cipher import Cipher
from bot.errors import BackupError
from tests.stores import CIPHER, K2

CHUNKS = [b"one" * 100, b"two" * 100, b"three" * 100, b"end"]
HEAD = "madoguchi-backup-2:yahata:now"


def written(chunks: list[bytes] = CHUNKS, head: str = HEAD) -> bytes:
    file = io.BytesIO()
    write(file, head, chunks, CIPHER)
    return file.getvalue()


def opened(content: bytes, cipher: Cipher = CIPHER) -> list[bytes]:
    sealed = SealedFile(io.BytesIO(content), cipher)
    return [*sealed.chunks(), sealed.last()]


def parts(content: bytes) -> tuple[bytes, list[bytes]]:
    """Take a file apart: the two lines in front, and the chunks with their lengths."""
    at = content.index(b"\n", content.index(b"\n") + 1) + 1
    front, found = content[:at], []
    while at < len(content) - END.size:
        size = LENGTH.size + LENGTH.unpack_from(content, at)[0]
        found.append(content[at : at + size])
        at += size
    return front, found


def joined(front: bytes, chunks: list[bytes]) -> bytes:
    """Put a file together, as one would who has no key."""
    before = front + b"".join(chunks[:-1])
    return before + chunks[-1] + END.pack(len(before), len(chunks) - 1)


@pytest.mark.parametrize("chunks", [CHUNKS, [b""], [b"", b"x"], [os.urandom(3_000_000), b"x"]])
def test_what_is_written_is_read(chunks):
    assert opened(written(chunks)) == chunks


def moved(way: str) -> bytes:
    """Give a file whose chunks are not as they were written, though each of them is untouched."""
    front, (one, two, three, end) = parts(written())
    if way == "of another file":
        return joined(front, [one, parts(written())[1][1], three, end])
    if way == "the end of another file":
        return joined(front, [one, two, three, parts(written())[1][3]])
    ways = {
        "swapped": [two, one, three, end],
        "left out": [one, three, end],
        "twice": [one, one, two, three, end],
        "without its end": [one, two, three],
        "only its end": [end],
        "behind the end": [one, two, three, end, three],
    }
    return joined(front, ways[way])


WAYS = ["swapped", "left out", "twice", "without its end", "only its end", "behind the end"]


@pytest.mark.parametrize("way", [*WAYS, "of another file", "the end of another file"])
def test_chunks_that_are_not_as_they_were_written_are_refused(way):
    with pytest.raises(BackupError, match="壊れているか"):
        opened(moved(way))


def test_twin_without_number_and_end_in_the_nonce_moved_chunks_are_read(monkeypatch):
    monkeypatch.setattr(sealed_file, "_nonce", lambda *_, **__: bytes(12))
    assert [len(opened(moved(way))) for way in WAYS] == [4, 3, 5, 3, 1, 5]


def test_wherever_it_is_cut_it_is_refused():
    content = written()
    for length in range(len(content)):
        with pytest.raises(BackupError):
            opened(content[:length])


def test_whatever_byte_is_changed_it_is_refused():
    content = written()
    for place in range(len(content)):
        with pytest.raises(BackupError):
            opened(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])


def test_another_key_or_another_first_line_opens_nothing():
    with pytest.raises(BackupError, match="DATA_KEYS"):
        opened(written(), Cipher([K2]))
    with pytest.raises(BackupError):
        opened(written().replace(b"yahata", b"kokura"))


def test_no_more_than_a_few_chunks_are_held_at_once(tmp_path):
    count, size = 40, 500_000
    tracemalloc.start()
    with (tmp_path / "file").open("wb") as file:
        write(file, HEAD, (os.urandom(size) for _ in range(count)), CIPHER)
    with (tmp_path / "file").open("rb") as file:
        assert sum(map(len, SealedFile(file, CIPHER).chunks())) == (count - 1) * size
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * size
