"""The day's list for bad days, and the mail of the morning."""

import json
import stat
from dataclasses import replace
from datetime import date, timedelta

import pytest
from rich.cells import cell_len

from bot.adapters.files.private_files import file_of, remove_old, write_private
from bot.booking.model import DayNote, State
from bot.errors import SendError, StoreDownError
from bot.ports.bookings import KeepBooking
from bot.ports.staff import StaffWays
from bot.service.bookings.steps import confirm_booking
from bot.service.schedule.day_list import is_morning, mail_digest, rows_of, text_of
from tests.make import ROOM, answers, booking, tokyo
from tests.ports import without_commits
from tests.service.make_context import FakeMail
from tests.service.seekers import seeker, town
from tests.stores import audit_texts, entries
from workers.morning import is_due, make_ready

THURSDAY = date(2026, 12, 3)


def with_day(client, **more):
    place = replace(town(client), **more)
    for number in range(3):
        place.store.commit((), (KeepBooking(seeker(number), expires=tokyo("2026-12-02 17:15")),))
    confirm_booking(place, "p0", ROOM, "staff:s1")
    gone = booking(id="p9", number="999999", state=State.CANCELLED_BY_SEEKER, answers=answers(name="去った人"))
    place.store.commit((), (KeepBooking(gone),))
    return place


def test_the_list_holds_all_that_a_telephone_call_needs(client):
    text = text_of(with_day(client), THURSDAY)
    assert "12月3日" in text
    lines = [line for line in text.splitlines() if "20000" in line]
    assert lines[0].split()[:4] == ["10:00", "200000", "確定", "求職者0"]
    assert "090-1234-5678" in lines[0]
    assert "91234567890 / 123456" in lines[0]
    assert "去った人" not in text


def test_the_list_says_who_wrote_on_the_day(client):
    place = with_day(client)
    note = DayNote(tokyo("2026-12-03 09:20"), "absent", "", "熱が出ました")
    one = place.store.booking("p0")
    place.store.commit((), (KeepBooking(replace(one, day_notes=(note,))),))
    [line] = [line for line in text_of(place, THURSDAY).splitlines() if "200000" in line]
    assert line.rstrip().endswith("09:20 欠席の連絡")
    assert [row["told"] for row in rows_of(place, THURSDAY)] == ["09:20 欠席の連絡", "", ""]


def test_its_columns_stand_under_each_other_in_spite_of_wide_letters(client):
    text = text_of(with_day(client), THURSDAY)
    ends = {cell_len(line.partition("090-")[0]) for line in text.splitlines() if "090-" in line}
    assert len(ends) == 1


def test_an_empty_day_says_so(client):
    assert "予約はありません" in text_of(with_day(client), date(2026, 12, 4))
    assert rows_of(with_day(client), date(2026, 12, 4)) == []


def test_a_file_can_be_read_by_its_owner_only_and_goes_after_a_week(tmp_path):
    path = file_of(tmp_path, THURSDAY)
    write_private(path, "一覧".encode(), over=True)
    write_private(path, "新しい一覧".encode(), over=True)
    assert path.read_text("utf-8") == "新しい一覧"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (tmp_path / "day-notes.txt").write_text("別のもの")
    assert remove_old(tmp_path, THURSDAY + timedelta(days=7)) == 0
    assert remove_old(tmp_path, THURSDAY + timedelta(days=8)) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["day-notes.txt"]


@pytest.mark.parametrize(("moment", "due"), [("06:59", False), ("07:00", True), ("11:59", True), ("12:00", False)])
def test_the_morning_begins_at_seven_in_japan(moment, due):
    assert is_morning(tokyo(f"2026-12-03 {moment}")) == due


def test_one_process_looks_after_it_every_few_minutes(client):
    place = with_day(client)
    place.clock.move_to(tokyo("2026-12-03 07:00"))
    assert [is_due(place), is_due(place)] == [True, False]


class Built:
    """What a worker process has, as far as the morning needs it."""

    def __init__(self, process, console, folder):
        self.process, self.console = process, console
        self.settings = type("Settings", (), {"day_list_dir": str(folder) if folder else ""})()


class ConsoleStore:
    def overdue(self, _):
        return []

    def notices_of(self, _):
        return {}

    def troubles(self):
        return []

    def waiting(self, *_):
        from bot.ports.console import Waiting

        return Waiting(2, 0, 1)


def test_the_mail_holds_counts_and_nothing_about_a_person_and_goes_once(client, tmp_path):
    mail = FakeMail()
    place = with_day(client, mail=mail, staff=StaffWays(("desk@example.jp",)))
    place.clock.move_to(tokyo("2026-12-03 07:00"))
    make_ready(Built(place, ConsoleStore(), tmp_path))
    make_ready(Built(place, ConsoleStore(), tmp_path))
    [(to, subject, body, _)] = mail.sent
    assert to == ("desk@example.jp",)
    assert "1件" in subject
    assert "回答を待つ申し込み：2件" in body
    assert "https://madoguchi.example/staff/" in body
    for personal in ("求職者", "090-", "13010", "200000"):
        assert personal not in subject + body
    assert [path.name for path in tmp_path.iterdir()] == ["day-2026-12-03.txt"]


def test_a_mail_server_that_is_down_is_tried_again(client):
    class Down(FakeMail):
        def send(self, *given):
            raise SendError("timeout")

    place = with_day(client, mail=Down(), staff=StaffWays(("desk@example.jp",)))
    make_ready(Built(place, ConsoleStore(), ""))
    mended = replace(place, mail=FakeMail())
    assert mail_digest(mended, ConsoleStore())
    assert len(mended.mail.sent) == 1


def test_a_folder_that_cannot_be_written_is_counted_and_stops_nothing(client, tmp_path):
    place = with_day(client, mail=FakeMail(), staff=StaffWays(("desk@example.jp",)))
    make_ready(Built(place, ConsoleStore(), tmp_path / "missing"))
    assert place.store.counters()["day_list_failed"] == 1
    assert len(place.mail.sent) == 1


def test_a_list_whose_writing_could_not_be_noted_gets_no_name_and_is_written_by_the_next(client, tmp_path):
    place = with_day(client)
    with pytest.raises(StoreDownError):
        make_ready(Built(replace(place, store=without_commits(place.store)), ConsoleStore(), tmp_path))
    assert list(tmp_path.iterdir()) == []
    make_ready(Built(place, ConsoleStore(), tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["day-2026-11-25.txt"]
    assert [one["action"] for one in entries(place)].count("listed") == 1


def test_a_mail_of_the_morning_that_could_not_be_written_is_written_by_the_next(client):
    class Broken(ConsoleStore):
        def waiting(self, *_):
            raise StoreDownError("unreachable")

    place = with_day(client, mail=FakeMail(), staff=StaffWays(("desk@example.jp",)))
    with pytest.raises(StoreDownError):
        mail_digest(place, Broken())
    assert mail_digest(place, ConsoleStore())


@pytest.mark.usefixtures("environ")
def test_the_command_prints_writes_and_gives_json(client, capsys, tmp_path):
    from bot.cli.command import main

    place = with_day(client)
    assert main(["day", "--print", "--date", "2026-12-03"]) == 0
    assert "090-1234-5678" in capsys.readouterr().out
    assert main(["day", "--date", "2026-12-03", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["bookings"]) == 3
    assert main(["day", "--date", "2026-12-03", "--file", str(tmp_path / "list.txt")]) == 0
    assert "090-" not in capsys.readouterr().out
    assert "090-" in (tmp_path / "list.txt").read_text("utf-8")
    assert "listed" in audit_texts(place.store)[-1]
