"""The day's list on real processes: written at seven, printed on demand, and at hand when Redis is gone."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e import commands
from tests.e2e.town import Town, wait_until
from tests.make import tokyo

TARO = "U" + "1" * 32


@dataclass
class Place:
    town: Town
    folder: Path

    def prints(self) -> tuple[int, str, str]:
        """Run `madoguchi day --print`."""
        done = commands.run(["day", "--print", "--date", "2026-12-03"], self.town.environment)
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("lists")
    with Town(tmp_path_factory.mktemp("town"), {"DAY_LIST_DIR": str(folder)}).open() as town:
        town.now_is(tokyo("2026-11-25 10:00"))
        number = town.books(TARO)
        town.madoguchi("booking", "confirm", number, "--meeting-id", "91234567890", "--passcode", "555123")
        yield Place(town, folder)


def row(text: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if "山田" in line)


def test_at_seven_the_workers_write_the_days_list_for_its_owner_only(place: Place):
    place.town.now_is(tokyo("2026-12-03 06:59"))
    path = place.folder / "day-2026-12-03.txt"
    wait_until(lambda: place.town.line.clock() >= tokyo("2026-12-03 06:59"), what="the morning")
    place.town.sweeps(2)
    assert not path.exists()
    place.town.now_is(tokyo("2026-12-03 07:00"))
    wait_until(path.exists, what="the day's list")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text("utf-8")
    assert all(part in text for part in ("14:00", "確定", "山田 太郎", "090-1234-5678", "91234567890 / 555123"))


def test_printed_it_says_the_same(place: Place):
    status, shown, _ = place.prints()
    assert status == 0
    assert row(shown) == row((place.folder / "day-2026-12-03.txt").read_text("utf-8"))


def test_without_redis_the_file_is_printed_with_a_clear_line(place: Place):
    place.town.redis.process.kill()
    place.town.redis.process.wait()
    status, shown, _ = place.prints()
    assert status == 0
    assert shown.startswith("【注意】Redis に届かないため、朝に書き出した一覧を出します")
    assert row(shown)[:3] == ["14:00", row(shown)[1], "確定"]
    assert "090-1234-5678" in shown


def test_without_redis_and_without_a_file_it_says_what_is_wrong(place: Place):
    (place.folder / "day-2026-12-03.txt").unlink()
    status, shown, said = place.prints()
    assert (status, shown) == (2, "")
    assert "Redis に届きません" in said
