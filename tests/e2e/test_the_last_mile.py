"""One consultation from the request to its end, with LINE, Zoom and mail at once, all on real processes."""

from collections.abc import Iterator
from typing import Any

import pytest
from icalendar import Calendar

from bot.playground.page.mailbox import Mailbox
from tests.e2e.mailbox import town_with_mail
from tests.e2e.town import wait_until
from tests.e2e.zoom_town import ZoomTown
from tests.make import tokyo
from tests.zooms import HOOK_SECRET, HOSTS, environment_for, local_zoom

TARO = "U" + "1" * 32
MAIL = "taro@example.com"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ZoomTown, Mailbox]]:
    """A town with a local Zoom and a mailbox."""
    with (
        town_with_mail(tmp_path_factory.mktemp("town")) as (town, box),
        local_zoom(lambda: town.line.clock(), HOSTS, webhook_secret=HOOK_SECRET) as (zoom, url),
    ):
        town.extra |= environment_for(url)
        town.open().now_is(tokyo("2026-11-25 10:00"))
        yield ZoomTown(town, zoom, url), box


def mail(box: Mailbox, count: int) -> dict[str, Any]:
    """Wait for the seeker's mail of this count."""
    found = wait_until(lambda: len(mails := box.mails()) >= count and mails, what=f"mail {count}")
    return list(reversed(found))[count - 1]


def event(sent: dict[str, Any]) -> Any:
    [file] = sent["attachments"]
    [one] = Calendar.from_ical(file["text"]).walk("VEVENT")
    return one


def test_from_request_to_cancelling_every_way_says_the_same(world):
    place, box = world
    town = place.town
    number = town.books(TARO)
    town.madoguchi("booking", "confirm", number)
    details, first = place.pushed(TARO, 1), place.room_of(TARO)
    sent = mail(box, 1)
    for told in (details, sent["body"]):
        assert first["meeting_id"] in told.replace(" ", "")  # on the card in groups
        assert first["passcode"] in told
    assert MAIL in sent["to"]
    assert event(sent)["DTSTART"].dt == tokyo("2026-12-03 14:00")
    assert event(sent)["STATUS"] == "CONFIRMED"

    town.now_is(tokyo("2026-12-02 17:00"))
    assert "明日は、オンライン相談の日です" in place.pushed(TARO, 2)

    town.says(TARO, "変更", "12/4 10時")
    town.taps(TARO, "変更する")
    moved = mail(box, 2)
    assert event(moved)["UID"] == event(sent)["UID"]
    assert event(moved)["DTSTART"].dt == tokyo("2026-12-04 10:00")
    assert event(moved)["SEQUENCE"] > event(sent)["SEQUENCE"]
    town.madoguchi("booking", "confirm", number)
    replaced = place.pushed(TARO, 3)
    second = wait_until(lambda: (room := place.room_of(TARO)) and room["version"] == 2 and room, what="a new room")
    assert "前のパスコードは使えません" in replaced
    assert second["passcode"] in replaced
    assert first["passcode"] not in replaced
    changed = mail(box, 3)
    assert second["meeting_id"] in changed["body"]
    assert event(changed)["SEQUENCE"] > event(moved)["SEQUENCE"]

    town.says(TARO, "キャンセル")
    town.taps(TARO, "都合が悪くなった", "取り消す")
    gone = mail(box, 4)
    assert (event(gone)["UID"], event(gone)["STATUS"]) == (event(sent)["UID"], "CANCELLED")
    wait_until(lambda: not place.rooms(), what="the room is gone")
    assert len(town.from_bot(TARO, "push")) == 3
    for told in box.mails():
        assert "090-1234-5678" not in told["body"]
        assert "13010-" not in told["body"]
