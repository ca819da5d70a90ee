"""Mail on real processes: an SMTP server on loopback, the local LINE, workers; faults as in the list of faults."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from icalendar import Calendar

from bot.playground.page.mailbox import Mailbox
from tests.e2e.mailbox import town_with_mail
from tests.e2e.town import PASSCODE, PATIENCE, Town, wait_until
from tests.make import tokyo
from tests.talk import actions

TARO, HANAKO, JIRO, SAKURA, KENTA = (f"U{name * 32}" for name in "12345")


@dataclass
class Place:
    town: Town
    box: Mailbox

    def mails(self, to: str, count: int = 1) -> list[dict]:
        """Wait for mails to somebody; oldest first."""
        found = wait_until(lambda: len(self.to(to)) >= count and self.to(to), what=f"{count} mails to {to}")
        return list(found)

    def to(self, who: str) -> list[dict]:
        return [mail for mail in reversed(self.box.mails()) if who in mail["to"]]

    def confirm(self, number: str, passcode: str = PASSCODE) -> None:
        self.town.madoguchi("booking", "confirm", number, "--meeting-id", "91234567890", "--passcode", passcode)

    def row(self, user: str, kind: str, channel: str, state: str) -> None:
        def there() -> bool:
            rows = self.town.booking_of(user)["notices"]
            return any((row["kind"], row["channel"], row["state"]) == (kind, channel, state) for row in rows)

        wait_until(there, what=f"{kind} by {channel} is {state}")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("town")
    with town_with_mail(folder, STAFF_MAIL_TO="staff@office.example") as (town, box):
        town.open().now_is(tokyo("2026-11-25 10:00"))
        yield Place(town, box)


def test_details_come_by_line_and_by_mail_with_a_calendar_file(place: Place):
    number = place.town.books(TARO)
    wait_until(lambda: any(number in mail["subject"] for mail in place.to("staff@office.example")), what="staff mail")
    place.confirm(number)
    (mail,) = place.mails("taro@example.com")
    assert mail["id"].endswith("@office.example>")
    assert PASSCODE in mail["body"]
    (file,) = mail["attachments"]
    (event,) = Calendar.from_ical(file["text"]).walk("VEVENT")
    assert event["DTSTART"].dt == tokyo("2026-12-03 14:00")
    wait_until(lambda: place.town.from_bot(TARO, "push"))
    details = place.town.from_bot(TARO, "push")[0].message
    link = next(one["uri"] for one in actions([details]) if one["label"] == "カレンダーに入れる")
    got = httpx.get(link, timeout=PATIENCE)
    assert got.headers["Content-Type"].startswith("text/calendar")
    assert Calendar.from_ical(got.text).walk("VEVENT")[0]["UID"] == event["UID"]
    assert httpx.get(link.replace(".ics", "0.ics"), timeout=PATIENCE).status_code == 404


def test_a_cancelled_booking_takes_the_appointment_away(place: Place):
    number = place.town.booking_of(TARO)["number"]
    place.town.madoguchi("booking", "cancel", number, "--reason", "研修のため")
    mail = place.mails("taro@example.com", 2)[1]
    assert "研修のため" in mail["body"]
    assert Calendar.from_ical(mail["attachments"][0]["text"]).walk("VEVENT")[0]["STATUS"] == "CANCELLED"


def test_f28_who_blocks_gets_the_reminder_by_mail_and_who_comes_back_by_line(place: Place):
    number = place.town.books(HANAKO, "鈴木 花子", "13010-87654321", "080-1111-2222", "hanako@example.com", time="15時")
    place.confirm(number)
    place.row(HANAKO, "details", "line", "accepted")
    place.town.line.block(HANAKO)
    place.town.now_is(tokyo("2026-12-02 17:00"))
    place.row(HANAKO, "day_before", "mail", "accepted")
    assert "明日" in place.mails("hanako@example.com", 2)[1]["body"]
    place.town.line.unblock(HANAKO)
    place.town.now_is(tokyo("2026-12-03 14:30"))
    place.row(HANAKO, "soon", "line", "accepted")
    assert len(place.to("hanako@example.com")) == 2


def test_a_bounce_and_a_block_together_become_one_task_for_a_person(place: Place):
    place.town.now_is(tokyo("2026-11-25 10:00"))
    place.box.refusals = {"jiro@example.com": "550 5.1.1 no such user"}
    number = place.town.books(JIRO, "佐藤 次郎", "13010-7654322", "080-1111-2223", "jiro@example.com", time="13時")
    place.town.line.block(JIRO)
    place.confirm(number)
    place.row(JIRO, "details", "line", "undeliverable")
    place.row(JIRO, "details", "mail", "undeliverable")
    troubles = place.town.keys.troubles
    wait_until(
        lambda: place.town.client.zcard(troubles) == 1,
        what="a task",
        seen=lambda: place.town.client.zrange(troubles, 0, -1),
    )


def test_f25_when_the_month_is_used_up_the_details_still_arrive_by_mail(place: Place):
    answers = ("田中 さくら", "13010-7654323", "080-1111-2224", "sakura@example.com")
    number = place.town.books(SAKURA, *answers, time="11時")
    place.town.line.quota.limit = 1
    place.town.line.quota.set_used(1, place.town.clock.now())
    place.confirm(number)
    assert PASSCODE in place.mails("sakura@example.com")[0]["body"]
    assert "受付番号" in place.town.says(SAKURA, "確認")  # a reply costs nothing
    place.town.line.quota.limit = None


def test_staff_are_mailed_once_two_hours_before_a_request_runs_out(place: Place):
    place.town.now_is(tokyo("2026-11-25 10:00"))
    answers = ("中村 健太", "13010-7654324", "080-1111-2225", "kenta@example.com")
    number = place.town.books(KENTA, *answers, time="10時")
    place.town.now_is(tokyo("2026-12-02 15:14"))
    assert not [one for one in place.to("staff@office.example") if "まもなく期限" in one["subject"]]
    place.town.now_is(tokyo("2026-12-02 15:15"))
    place.row(KENTA, "staff_expiring", "staff_mail", "accepted")
    [mail] = [one for one in place.to("staff@office.example") if "まもなく期限" in one["subject"]]
    assert number in mail["subject"]
    assert "中村" not in mail["subject"] + mail["body"]


def test_nothing_personal_is_logged_on_the_way(place: Place):
    logs = b"".join(path.read_bytes() for path in place.town.folder.glob("*.log"))
    assert logs
    for canary in ("taro@example.com", "hanako@", "jiro@", PASSCODE, "山田", TARO):
        assert canary.encode() not in logs
