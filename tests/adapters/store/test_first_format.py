"""A backup of the first format is still read, and refused when its lines are not as they were written."""

from pathlib import Path

import pytest

from bot.adapters.store.backups import backup as backups
from bot.errors import BackupError
from tests.backups import values
from tests.folders import ROOT
from tests.make import WEDNESDAY
from tests.stores import CIPHER

LINES = (ROOT / "tests/fixtures/earlier_release/office.backup").read_text("utf-8").splitlines()


def opened(lines: list[str], folder: Path) -> backups.Backup:
    (folder / "office.backup").write_text("\n".join(lines), "utf-8")
    return backups.opened(folder / "office.backup", CIPHER, WEDNESDAY)


def test_all_of_it_is_read_each_time(tmp_path):
    made = opened(LINES, tmp_path)
    held = values(list(made.read()))
    assert (made.office, made.keys, made.pieces) == ("yahata", 852, 852)
    assert len(held) == 852
    assert values(list(made.read())) == held


HEAD, ONE, TWO, *REST = LINES


@pytest.mark.parametrize(
    "lines",
    [LINES[:-1], [HEAD, TWO, ONE, *REST], [HEAD, *LINES[2:]], [HEAD, ONE[:-8] + "AAAAAAA=", TWO, *REST], [HEAD], [ONE]],
    ids=["cut", "swapped", "left out", "changed", "nothing", "other"],
)
def test_lines_that_are_not_as_they_were_written_are_refused(lines, tmp_path):
    with pytest.raises(BackupError):
        opened(lines, tmp_path)


def test_a_file_that_another_one_takes_the_place_of_is_not_read_on(tmp_path):
    made = opened(LINES, tmp_path)
    (tmp_path / "office.backup").write_text("another", "utf-8")
    with pytest.raises(BackupError, match="入れ替わりました"):
        list(made.read())
