"""Contact data corrected in chat over a real store: who is found and told, what can't be dodged, who comes first."""

from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.store import RedisStore
from bot.booking.limits.daily_limits import DailyLimits
from bot.booking.lookup import by_name, by_person, by_telephone
from bot.booking.model import Answer, State
from bot.booking.notices.mails import address
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.staff.corrections import Mark
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.errors import RefusedError
from bot.ports.bookings import BookingIs, KeepBooking, NoOpenBooking, NumbersLeft, WithinADay
from bot.ports.context import RequestContext
from bot.ports.privacy import NotRefused
from bot.ports.staff import StaffWays
from bot.ports.waitlist import KeepWish, NotWaiting
from bot.service.bookings.contact import correct_contact
from bot.service.bookings.steps import confirm_booking
from bot.service.notices.sending import send_notice
from bot.service.privacy.refusals import planned as planned_refusal
from bot.service.privacy.refusals import write_down
from tests.make import ROOM, answers, booking, office, tokyo
from tests.service.make_context import FakeMail, context_on
from tests.service.typing import HANAKO, HANAKOS, TARO, Town
from tests.stores import CIPHER, KEYS, without

TELEPHONE = ("電話番号を080-9999-2222に変えて", "この内容に変える")
GROUP = StaffWays(group="C" + "4" * 32)
DAILY = DailyLimits(corrections=2, bookings=2, refused_numbers=2)
NEW_MAIL = Answer("other@example.org", "other@example.org")


def number(value: str) -> tuple[str, str]:
    return (f"求職番号を間違えました {value}", "この内容に変える")


def place(client: Any, kind: type[RedisStore] = RedisStore, **more: Any) -> Town:
    made = Town(context_on(client, more.pop("mail", None), GROUP, kind=kind, **more), client)
    made.books(TARO)
    return made


@pytest.fixture
def town(client: Any) -> Town:
    return place(client)


def taros(town: Town) -> Any:
    return town.context.store.bookings_of(TARO)[-1]


def found(town: Town, word: str) -> list[str]:
    return [one.user for one in RedisConsoleStore(town.client, KEYS, CIPHER, town.context.store).found(word)]


def told(town: Town) -> list[tuple[str, str]]:
    return [(one.action, one.detail) for one in town.entries() if one.action.startswith("contact")]


def test_it_is_found_by_what_it_holds_now_and_by_nothing_else(town):
    town.says(TARO, *TELEPHONE)
    town.says(TARO, *number("13010-87654321"))
    town.says(TARO, "名前を佐藤 次郎に変えて", "この内容に変える")
    assert [found(town, by_telephone(tail)) for tail in ("2222", "5678")] == [[TARO], []]
    assert [found(town, by_person(key)) for key in ("1301087654321", "1301012345678")] == [[TARO], []]
    assert [found(town, by_name(name)) for name in ("佐藤", "山田")] == [[TARO], []]
    assert town.context.store.differences() == set()
    assert told(town) == [("contact_changed", field) for field in ("telephone", "number", "name")]


def test_staff_are_told_that_something_changed_and_the_group_nothing_of_it(town):
    town.says(TARO, *TELEPHONE)
    rows = [row for row in town.context.store.notices(taros(town).id) if row.kind is Kind.STAFF_CONTACT]
    assert [row.channel for row in rows] == [Channel.STAFF_GROUP]
    for _ in range(3):
        town.passes(minutes=10).sends()
    pushed = str(town.context.line.pushes)
    assert "連絡先など" in pushed
    assert not [one for one in ("080-", "山田", "13010-", "-2222") if one in pushed]
    assert Mark.CONTACT_CHANGED.value in taros(town).marks


def test_an_event_that_comes_twice_changes_it_once(town):
    town.says(TARO, TELEPHONE[0])
    for _ in range(2):
        town.events = 100
        town.says(TARO, TELEPHONE[1])
    assert len(told(town)) == 1


# --- the number: what holds for it holds for the new one ---


def test_a_number_with_an_open_booking_is_refused_and_one_that_was_let_go_is_free(town):
    town.books(HANAKO, HANAKOS, "12/4 10時")
    assert "この求職番号には" in town.says(TARO, *number(HANAKOS[1]))
    town.says(TARO, "やめる", *number("13010-87654321"))
    assert "変えました" in town.says(HANAKO, *number("13010-12345678"))
    assert town.context.store.differences() == set()


def test_without_the_guard_two_would_hold_one_number(client):
    town = place(client, without(NoOpenBooking))
    town.books(HANAKO, HANAKOS, "12/4 10時")
    assert "変えました" in town.says(TARO, *number(HANAKOS[1]))
    assert len(found(town, by_person("1301022345678"))) == 2


def refuse(town: Town, user: str, key: str) -> None:
    """Refuse further consultations to a user and a number, by a booking that is over."""
    given = {**answers(), "number": Answer(key, key)}
    missed = booking(
        id="m1", number="999999", user=user, answers=given, state=State.NO_SHOW, start=tokyo("2026-11-20 10:00")
    )
    town.context.store.commit((), (KeepBooking(missed),))
    write_down(town.context, missed, planned_refusal(town.context, missed, "無断欠席", None, "staff:m"), told=False)


def test_a_refusal_of_the_new_number_or_of_the_one_so_far_is_not_dodged(town):
    refuse(town, HANAKO, "1301087654321")
    assert "この求職番号には" in town.says(TARO, *number("13010-87654321"))
    assert taros(town).answers["number"].key == "1301012345678"


def test_who_is_refused_by_his_number_does_not_get_rid_of_it(town):
    refuse(town, HANAKO, "1301012345678")
    assert "この求職番号には" in town.says(TARO, *number("13010-87654321"))
    assert "変えました" in town.says(TARO, "やめる", *TELEPHONE)


def test_without_the_guard_a_refusal_would_be_dodged(client):
    town = place(client, without(NotRefused))
    refuse(town, HANAKO, "1301012345678")
    assert "変えました" in town.says(TARO, *number("13010-87654321"))


def test_the_limit_of_the_new_number_holds_and_so_does_that_of_corrections(client):
    town = place(client, office=office(daily=DAILY))
    town.books(HANAKO, HANAKOS, "12/4 10時")
    town.says(HANAKO, "キャンセル", "5", "取り消す", "予約", "1", "12/4 10時", "申し込む")
    town.says(HANAKO, "キャンセル", "5", "取り消す")
    assert "回数を超えました" in town.says(TARO, *number(HANAKOS[1]))
    changes = [town.says(TARO, f"電話番号を080-9999-000{digit}に変えて", TELEPHONE[1]) for digit in range(3)]
    assert ["回数を超えました" in one for one in changes] == [False, False, True]
    assert taros(town).answers["telephone"].value == "080-9999-0001"


def test_without_the_guard_the_limits_would_be_dodged(client):
    town = place(client, without(WithinADay), office=office(daily=DAILY))
    for digit in range(3):
        town.says(TARO, f"電話番号を080-9999-000{digit}に変えて", TELEPHONE[1])
    assert taros(town).answers["telephone"].value == "080-9999-0002"


def test_numbers_of_others_can_not_be_found_out_by_trying(client):
    town = place(client, office=office(daily=DAILY))
    town.books(HANAKO, HANAKOS, "12/4 10時")
    tried = [town.says(TARO, *number(HANAKOS[1])) for _ in range(3)]
    assert ["求職番号を変えられません" in one for one in tried] == [False, False, True]
    assert "求職番号を変えられません" in town.says(TARO, "やめる", *number("13010-77777777"))


def test_without_the_guard_they_could(client):
    town = place(client, without(NumbersLeft), office=office(daily=DAILY))
    town.books(HANAKO, HANAKOS, "12/4 10時")
    assert "この求職番号には" in [town.says(TARO, *number(HANAKOS[1])) for _ in range(3)][-1]


# --- the mail address: proved by staff alone; what is planned already goes to the new one ---


def sweep(town: Town) -> None:
    for _ in range(3):
        for claim in town.context.store.claim_notices(100) + town.context.store.claim_mail(100):
            send_notice(town.context, claim)


def mailed(client: Any) -> tuple[Town, FakeMail]:
    mail = FakeMail()
    town = place(client, mail=mail)
    confirm_booking(town.context, taros(town).id, ROOM, "staff:s1")
    return town, mail


def test_an_address_given_in_chat_gets_no_mail_before_staff_saw_to_it(client):
    town, mail = mailed(client)
    town.says(TARO, "メールをother@example.orgに変えて", "この内容に変える")
    assert taros(town).address_proved is False
    sweep(town)
    assert mail.sent == []
    rows = [row for row in town.context.store.notices(taros(town).id) if row.kind is Kind.DETAILS]
    assert {row.channel: row.state for row in rows}[Channel.LINE] is NoticeState.ACCEPTED
    console = RedisConsoleStore(town.client, KEYS, CIPHER, town.context.store)
    assert console.troubles() == []


def test_what_was_planned_goes_to_the_address_that_staff_took_and_nothing_to_the_old_one(client):
    town, mail = mailed(client)
    made = taros(town)
    correct_contact(town.context, made.id, {"email": NEW_MAIL}, "staff:s1", made.version)
    sweep(town)
    assert {to for to, *_ in mail.sent} == {("other@example.org",)}
    assert told(town) == [("contact_corrected", "email")]
    assert Mark.CONTACT_CHANGED.value not in taros(town).marks


def test_an_address_that_an_earlier_booking_proved_is_proved(town):
    earlier = booking(id="e1", number="111111", user=TARO, state=State.ATTENDED, start=tokyo("2026-11-20 10:00"))
    given = {**earlier.answers, "email": NEW_MAIL}
    town.context.store.commit((), (KeepBooking(replace(earlier, answers=given)),))
    town.says(TARO, "メールをother@example.orgに変えて", "この内容に変える")
    assert address(taros(town)) == "other@example.org"


# --- two at once ---


def meeting(client: Any, kind: type[RedisStore] = RedisStore) -> Any:
    """Let staff confirm between the seeker's read and his commit."""
    town, waits = place(client, kind), [True]

    def confirm(point: str) -> None:
        if point == "before_commit" and waits:
            waits.clear()
            confirm_booking(replace(town.context, fail_point=lambda _: None), taros(town).id, ROOM, "staff:s1")

    town.says(TARO, TELEPHONE[0])
    town.context = replace(town.context, fail_point=confirm)
    town.says(TARO, TELEPHONE[1])
    return taros(town)


def test_a_confirmation_and_a_correction_at_the_same_moment_both_stand(client):
    made = meeting(client)
    assert (made.state, made.room.meeting_id) == (State.CONFIRMED, ROOM.meeting_id)
    assert made.answers["telephone"].value == "080-9999-2222"


def test_without_the_guard_the_correction_would_undo_the_confirmation(client):
    made = meeting(client, without(BookingIs))
    assert made.state is State.REQUESTED
    assert made.room is None


def test_staff_who_read_an_older_booking_change_nothing(town):
    made = taros(town)
    town.says(TARO, *TELEPHONE)
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        correct_contact(town.context, made.id, {"email": NEW_MAIL}, "staff:s1", made.version)
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        confirm_booking(town.context, made.id, ROOM, "staff:s1", made.version)


# --- the waiting list ---


def waiting(context: RequestContext, user: str, key: str, name: str) -> WaitingWish:
    given = {**answers(), "number": Answer(key, key)}
    day = tokyo("2026-12-03 00:00").date()
    made = WaitingWish(
        name, WishState.WAITING, context.clock.now(), (day,), (Part.MORNING,), user, given, booking().consent
    )
    context.store.commit((), (KeepWish(made, tokyo("2026-12-02 17:15")),))
    return made


def waits_for_two(client: Any, kind: type[RedisStore] = RedisStore) -> Town:
    town = Town(context_on(client, kind=kind), client)
    waiting(town.context, TARO, "1301012345678", "w1")
    waiting(town.context, HANAKO, "1301022345678", "w2")
    return town


def test_a_place_on_the_waiting_list_comes_under_the_new_number_and_leaves_the_old_one(client):
    town = waits_for_two(client)
    assert "この求職番号には" in town.says(TARO, *number("13010-22345678"))
    town.says(TARO, "やめる", *number("13010-87654321"))
    assert town.context.store.load(TARO, "").wish.answers["number"].key == "1301087654321"
    assert "変えました" in town.says(HANAKO, *number("13010-12345678"))
    assert town.context.store.differences() == set()


def test_without_the_guard_two_would_wait_under_one_number(client):
    town = waits_for_two(client, without(NotWaiting))
    town.says(TARO, *number("13010-22345678"))
    held = [town.context.store.load(user, "").wish.answers["number"].key for user in (TARO, HANAKO)]
    assert held == ["1301022345678", "1301022345678"]


@pytest.mark.parametrize(("name", "left"), [(answers()["name"].value, []), ("鈴木 花子", ["w2"])])
def test_who_turns_out_to_wait_under_the_number_that_staff_correct_waits_no_more(town, name, left):
    made = taros(town)
    waiting(town.context, HANAKO, "1301022345678", "w2")
    told = {"number": Answer("13010-22345678", "1301022345678"), "name": Answer(name, name)}
    correct_contact(town.context, made.id, told, "staff:s1", made.version)
    assert [one.id for one in town.context.store.list_now().wishes] == left
