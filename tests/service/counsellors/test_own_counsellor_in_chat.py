"""Who has an own counsellor is shown that one's times first; another will do only where the seeker says so."""

from dataclasses import replace

import pytest

from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor, absence, with_absence
from bot.ports.office import KeepSchedule
from bot.service.bookings.steps import confirm_booking
from bot.service.counsellors.own_counsellor import set_own
from bot.service.events.office_now import context_now
from bot.service.schedule.counsellors import change_counsellor
from bot.service.waitlist.offering import match
from tests.make import OFFICE, ROOM, schedule_of, tokyo
from tests.service.make_context import context_on
from tests.service.typing import HANAKO, HANAKOS, TARO, Town
from tests.talk import FIRST_BOOKING, actions

SATO = Counsellor("sato", "佐藤", weekly_from("tue-thu 10:00-12:00"))
SUZUKI = Counsellor("suzuki", "鈴木", weekly_from("mon-fri 10:00-15:30"))
NUMBER = "1301012345678"
UP_TO_THE_DAY = ("予約", "1", "1", *FIRST_BOOKING, "1", "1")
DAY = tokyo("2026-12-03 00:00").date()


def town_of(client, *counsellors: Counsellor, own: str = "sato", **office: object) -> Town:
    town = Town(context_on(client, office=replace(OFFICE, **office)), client)
    town.context.store.commit((), (KeepSchedule(schedule_of(*(counsellors or (SATO, SUZUKI)))),))
    town.context = context_now(town.context)
    set_own(town.context, own, "cli:test", user=TARO, number=NUMBER)
    return town


def labels(town: Town) -> list[str]:
    return [action["label"] for action in actions(town.context.line.replies[-1][1])]


def test_the_times_of_the_own_counsellor_are_shown_first_and_others_where_they_will_do(client):
    town = town_of(client)
    assert "担当の職員との空きです" in town.says(TARO, *UP_TO_THE_DAY)
    shown = labels(town)
    assert [one for one in shown if "12/4" in one or "（金）" in one] == []  # 佐藤 is not there on Fridays
    assert "ほかの職員でもよい" in shown
    assert "希望日時の、日にちを選んで" in town.says(TARO, "ほかの職員でもよい")
    assert [one for one in labels(town) if "（金）" in one]
    town.says(TARO, "12/4 14時", "申し込む")
    (made,) = town.context.store.bookings()
    assert (made.counsellor, "counsellor" in made.answers) == ("suzuki", False)


def test_a_time_of_the_own_counsellor_is_booked_with_that_one_though_others_have_less_to_do(client):
    town = town_of(client, replace(SATO, weekly=SUZUKI.weekly), SUZUKI)
    set_own(town.context, "suzuki", "cli:test", user=TARO, number=NUMBER)
    assert town.books(HANAKO, HANAKOS, "12/3 14時").counsellor == "sato"
    assert town.books(TARO, when="12/3 14時").counsellor == "suzuki"


@pytest.mark.parametrize(
    ("said", "counsellor"),
    [("ほかの職員でもよい", "suzuki"), ("誰でもいいです", "suzuki"), ("担当の方じゃなくてもいいです", "suzuki")],
)
def test_a_time_that_only_others_have_is_said_to_be_theirs_and_taken_by_one_word(client, said, counsellor):
    town = town_of(client)
    told = town.says(TARO, *UP_TO_THE_DAY, "12/3 14時")
    assert "担当の職員の空きがありません" in told
    assert "ほかの職員なら空いています" in told
    town.says(TARO, said)
    town.says(TARO, "12/3 14時")
    town.says(TARO, "申し込む")
    assert [one.counsellor for one in town.context.store.bookings()] == [counsellor]


@pytest.mark.parametrize("said", ["ほかの職員は不安です", "ほかの人ではなく担当の方がいいです"])
def test_who_does_not_want_another_is_still_shown_the_own_one(client, said):
    town = town_of(client)
    town.says(TARO, *UP_TO_THE_DAY)
    town.says(TARO, said)
    assert [one for one in labels(town) if "（金）" in one] == []


def test_another_will_do_and_a_time_named_with_it_is_taken(client):
    town = town_of(client)
    town.says(TARO, *UP_TO_THE_DAY)
    assert "申し込みの内容" in town.says(TARO, "ほかの職員でもいいので12月4日の14時")


def test_who_let_others_do_may_come_back_to_the_own_one(client):
    town = town_of(client)
    town.says(TARO, *UP_TO_THE_DAY, "ほかの職員でもよい")
    assert "担当の職員の空きを見る" in labels(town)
    assert "担当の職員との空きです" in town.says(TARO, "やっぱり担当の方がいいです")


def test_why_the_own_counsellor_has_no_time_and_until_when_is_said(client):
    away = with_absence(SATO, absence(tokyo("2026-11-25 00:00").date(), tokyo("2027-01-15 00:00").date()))
    town = town_of(client, away, SUZUKI)
    told = town.says(TARO, *UP_TO_THE_DAY)
    assert "お休みしています" in told
    assert "1月19日" in told  # the first Tuesday after it
    assert "ほかの職員でもよい" in labels(town)


def test_where_all_times_of_the_own_counsellor_are_taken_that_is_said(client):
    once = replace(SATO, weekly=weekly_from("thu 10:00-10:30"), since=DAY, until=DAY)
    town = town_of(client, once, SUZUKI)
    set_own(town.context, "sato", "cli:test", user=HANAKO)
    assert town.books(HANAKO, HANAKOS, "12/3 10時").counsellor == "sato"
    assert "すべて埋まっています" in town.says(TARO, *UP_TO_THE_DAY)


def test_an_own_counsellor_who_is_gone_binds_nobody(client):
    town = town_of(client, replace(SATO, until=tokyo("2026-11-24 00:00").date()), SUZUKI)
    assert "担当" not in town.says(TARO, *UP_TO_THE_DAY)


def test_moving_asks_for_the_own_counsellor_and_may_leave_it(client):
    town = town_of(client)
    made = town.books(TARO, when="12/3 10時")
    assert "担当の職員の空きがありません" in town.says(TARO, "変更", "12/4 14時")
    town.says(TARO, "ほかの職員でもよい", "12/4 14時", "変更する")
    assert town.context.store.booking(made.id).counsellor == "suzuki"
    town.says(TARO, "変更", "12/9 10時", "変更する")
    assert town.context.store.booking(made.id).counsellor == "sato"


def test_who_waits_for_the_own_counsellor_is_offered_that_ones_place_and_gets_it(client):
    once = replace(SATO, weekly=weekly_from("thu 10:00-10:30"), since=DAY, until=DAY)
    town = town_of(client, once, replace(SUZUKI, weekly=weekly_from("thu 10:00-11:00")))
    set_own(town.context, "sato", "cli:test", user=HANAKO)
    town.books(HANAKO, HANAKOS, "12/3 10時")
    said = town.says(TARO, *UP_TO_THE_DAY, "キャンセル待ち", "12/3", "午前", "キャンセル待ちに入る")
    assert "相手：担当の職員" in said
    assert match(town.context) == 0  # 鈴木 is free
    town.says(HANAKO, "キャンセル", "取り消す", "取り消す")
    assert match(context_now(town.context)) == 1
    held = town.context.store.assignments(["sato"], tokyo("2026-12-02 10:00")).held
    assert len(held) == 1  # nobody else is given 佐藤 meanwhile
    town.says(TARO, "この日時で申し込む")
    assert [one.counsellor for one in town.context.store.bookings_of(TARO)] == ["sato"]


def test_the_name_is_read_only_where_the_office_says_so_and_the_person_is_known_by_line(client):
    town = town_of(client, counsellor_names=True)
    assert "担当の佐藤との空きです" in town.says(TARO, *UP_TO_THE_DAY)
    made = town.books(TARO, when="12/3 10時")
    confirm_booking(town.context, made.number, ROOM, "cli:test")
    assert "担当：佐藤" in town.says(TARO, "確認")


def test_who_types_the_number_of_another_account_learns_nothing_of_its_counsellor(client):
    town = town_of(client, counsellor_names=True)
    assert "担当の" not in town.says(HANAKO, *UP_TO_THE_DAY)
    set_own(town.context, "sato", "cli:test", number="1301022345678")
    said = town.says(HANAKO, "やめる", "予約", "1", "1", *HANAKOS, "1", "1")
    assert "担当の職員との空きです" in said  # known by number alone: anybody might type it


def test_free_times_that_are_asked_for_are_those_of_the_own_counsellor(client):
    town = town_of(client)
    told = town.says(TARO, "空いている時間を教えてください")
    assert "担当の職員との空きをご案内します" in told
    assert "14:00" not in told


def test_an_absence_that_comes_after_the_calendar_was_shown_is_said_at_the_end(client):
    town = town_of(client)
    town.says(TARO, *UP_TO_THE_DAY, "12/3 10時")
    context = context_now(town.context)
    change_counsellor(context, "sato", "cli:test", "absence_added", lambda one: with_absence(one, absence(DAY, DAY)))
    town.says(TARO, "申し込む")
    assert town.context.store.bookings() == []


def test_of_two_who_want_their_own_counsellor_at_once_one_is_told_and_given_nobody_else_in_silence(client):
    town = town_of(client, replace(SATO, weekly=SUZUKI.weekly), SUZUKI)
    set_own(town.context, "sato", "cli:test", user=HANAKO)
    town.says(TARO, *UP_TO_THE_DAY, "12/3 10時")
    assert town.books(HANAKO, HANAKOS, "12/3 10時").counsellor == "sato"
    assert "担当の職員の空きがありません" in town.says(TARO, "申し込む")
    assert town.context.store.bookings_of(TARO) == []
