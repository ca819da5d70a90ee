"""Who is refused can't book by any way until it ends or is lifted, over a real store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind
from bot.booking.schedule.opening import bookable_starts, today
from bot.booking.waitlist import Part, WaitingWish, WishState, offer
from bot.dialogue.terms import in_force
from bot.errors import RefusedError
from bot.messages.notices.refusal import refusal_messages
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.waitlist import KeepWish
from bot.ports.work import Claim
from bot.service.bookings.staff_booking import Entered, enter
from bot.service.health.upkeep import forget_old
from bot.service.privacy.erasure import ask, erase
from bot.service.privacy.refusals import lift_one, planned, running, write_down
from tests.faults.rows import fault, twin
from tests.make import USER, WEDNESDAY, booking, tokyo
from tests.redis_contents import everything
from tests.service.make_context import FakeMail
from tests.service.refusing import (
    HERE,
    KNOWN,
    OTHER,
    TAKEN,
    UNTIL,
    WHY,
    Careless,
    is_refused,
    refused,
    says,
    sent,
    town,
)
from tests.stores import CIPHER, KEYS, entries
from tests.talk import FIRST_BOOKING, text_of

IN_USE = {**KNOWN, "number": replace(KNOWN["number"], key="1301022222222")}


def books(place: RequestContext, user: str, number: str = "13010-12345678") -> str:
    given = (FIRST_BOOKING[0], number, *FIRST_BOOKING[2:])
    return says(place, "予約", "1", "1", *given, "1", "1", "12/4 10時", "申し込む", user=user)


def open_bookings(place: RequestContext) -> int:
    return sum(one.is_live for one in place.store.bookings())


def test_the_line_user_is_told_at_once_that_it_goes_by_telephone_and_not_why(client):
    place = town(client)
    refused(place)
    said = says(place, "予約")
    assert HERE in said
    assert "093-622-6690" in said
    assert WHY not in said
    assert not place.store.load(USER, "").conversation.flow


def test_another_line_user_with_the_number_reads_what_any_number_in_use_gets(client):
    place = town(client)
    refused(place)
    said = books(place, OTHER)
    assert open_bookings(place) == 0
    assert TAKEN in said
    place.store.commit((), (KeepBooking(booking(id="b3", number="333333", user="Ux", answers=IN_USE)),))
    assert books(place, OTHER + "x", "13010-22222222") == said


@fault("F60", injected="a refused person comes with another number")
def test_another_number_of_a_refused_line_user_is_refused_too(client):
    place = town(client)
    refused(place)
    says(place, "来週の午後ならいつでも")
    said = says(
        place, "1", "1", FIRST_BOOKING[0], "13010-99999999", *FIRST_BOOKING[2:], "1", "1", "12/4 10時", "申し込む"
    )
    assert "申し込みを受け付けました" not in said
    assert open_bookings(place) == 0


def test_others_are_not_touched(client):
    place = town(client)
    refused(place)
    assert "申し込みを受け付けました" in books(place, OTHER, "13010-99999999")


@twin("F60", without="the guard on refusals")
@pytest.mark.parametrize("user", [USER, OTHER])
def test_without_the_guard_a_refused_person_gets_a_booking(client, user):
    place = town(client, Careless)
    refused(place)
    said = books(place, user) if user == OTHER else says(place, "予約", "1", "12/4 10時", "申し込む", user=user)
    assert "申し込みを受け付けました" in said


def test_it_ends_by_the_clock(client):
    place = town(client)
    refused(place)
    assert is_refused(place, USER)
    place.clock.move_to(UNTIL)
    assert not is_refused(place, USER)
    assert HERE not in says(place, "予約")


def test_it_is_lifted_and_noted_with_who_did_it(client):
    place = town(client)
    lift_one(place, refused(place, until=None), "事情をうかがったため", "staff:n", told=False)
    assert not is_refused(place, USER)
    assert HERE not in says(place, "予約")
    assert [(one["actor"], one["action"]) for one in entries(place)][:2] == [
        ("staff:m", "person_refused"),
        ("staff:n", "refusal_lifted"),
    ]
    assert WHY not in str(entries(place))


def test_of_two_who_refuse_or_lift_the_second_learns_of_it(client):
    place = town(client)
    one = place.store.booking("b1")
    made = planned(place, one, WHY, None, "staff:m")
    write_down(place, one, made, told=False)
    with pytest.raises(RefusedError, match="refused_already"):
        write_down(place, one, replace(made, id="r2"), told=False)
    with pytest.raises(RefusedError, match="refused_already"):
        planned(place, one, WHY, None, "staff:m")
    lift_one(place, made, "x", "staff:n", told=False)
    with pytest.raises(RefusedError, match="refusal_over"):
        lift_one(place, made, "x", "staff:m", told=False)


# --- the waiting list, staff ---


def waits(place: RequestContext, user: str, **changes) -> WaitingWish:
    consent = replace(booking().consent, sha256=in_force(place.terms, today(WEDNESDAY)).sha256)
    days = (tokyo("2026-12-03").date(),)
    wish = WaitingWish("w1", WishState.WAITING, WEDNESDAY, days, (Part.AFTERNOON,), user, KNOWN, consent)
    wish = replace(wish, **changes)
    place.store.commit((), (KeepWish(wish, tokyo("2026-12-02 17:15")),))
    return wish


def test_who_waited_waits_no_more(client):
    place = town(client)
    waits(place, USER)
    refused(place)
    assert place.store.list_now().wishes == ()
    assert HERE in says(place, "キャンセル待ち")


def take_a_held_place(client, store_type: type[RedisStore]) -> str:
    place = town(client, store_type)
    refused(place)
    held = offer(waits(place, OTHER), tokyo("2026-12-03 14:00"), WEDNESDAY + timedelta(minutes=30))
    place.store.commit((), (KeepWish(held, held.until),))
    return says(place, "この日時で申し込む", user=OTHER)


def test_a_held_place_is_not_taken_by_a_refused_number(client):
    assert TAKEN in take_a_held_place(client, RedisStore)


def test_without_the_guard_the_held_place_is_taken(client):
    assert "申し込みを受け付けました" in take_a_held_place(client, Careless)


def entered_by_staff(client, store_type: type[RedisStore]) -> bool:
    place = town(client, store_type)
    refused(place)
    terms = in_force(place.terms, today(WEDNESDAY)).sha256
    given = Entered(KNOWN, bookable_starts(place.office, WEDNESDAY)[0], "by_telephone", "read_aloud", terms, "f1")
    return enter(place, RedisConsoleStore(client, KEYS, CIPHER, place.store), given, "staff:s1").is_live


def test_staff_can_not_enter_one_before_it_is_lifted(client):
    with pytest.raises(RefusedError, match="person_refused"):
        entered_by_staff(client, RedisStore)


def test_without_the_guard_staff_enter_one(client):
    assert entered_by_staff(client, Careless)


def test_an_open_booking_stays_and_can_be_cancelled(client):
    place = town(client)
    place.store.commit((), (KeepBooking(booking(id="b2", number="222222", answers=KNOWN)),))
    refused(place)
    says(place, "キャンセル", "1", "1")
    assert place.store.booking("b2").state is State.CANCELLED_BY_SEEKER


# --- telling, forgetting ---


def test_who_is_told_reads_exactly_what_was_previewed_by_line(client):
    place = town(client)
    made = refused(place, told=True)
    assert sent(place) == ["accepted"]
    [(to, told, _)] = place.line.pushes
    assert (to, list(told)) == (USER, refusal_messages(made, place.words, place.office))
    assert WHY in text_of(told[0])
    assert "2026年12月24日（木）まで" in text_of(told[0])


def test_mail_goes_first_and_the_end_of_it_is_told_as_well(client):
    mail = FakeMail()
    place = town(client, mail=mail)
    given = {**KNOWN, "email": replace(KNOWN["email"], key="taro@example.com")}
    place.store.commit((), (KeepBooking(replace(place.store.booking("b1"), answers=given)),))
    made = refused(place, told=True)
    assert sent(place) == ["accepted"]
    lift_one(place, made, "事情をうかがったため", "staff:n", told=True)
    assert sent(place) == ["accepted"]
    assert [to for to, *_ in mail.sent] == [("taro@example.com",)] * 2
    assert WHY in mail.sent[0][2]
    assert "またお受けできる" in mail.sent[1][2]
    assert place.line.pushes == []


def test_who_is_reached_by_nothing_is_a_call_for_staff(client):
    place = town(client)
    place.store.commit((), (KeepBooking(replace(place.store.booking("b1"), user="", version=2)),))
    refused(place, told=True)
    rows = [(row.kind, row.channel) for row in place.store.notices("b1")]
    assert rows == [(Kind.REFUSED, Channel.TELEPHONE)]


def test_nothing_of_it_stands_in_the_clear(client):
    place = town(client)
    refused(place)
    held = str(everything(client, KEYS))
    assert WHY not in held
    assert "山田" not in held


def test_erasing_the_person_leaves_only_that_it_holds(client):
    place = town(client)
    made = refused(place)
    wish = ask(place, "seeker", user=USER)
    assert erase(place, Claim(wish.id, "")) == "erased"
    left = place.store.refusal(made.id)
    assert (left.name, left.reason, left.who) == ("", "", made.who)
    assert is_refused(place, USER)
    lift_one(place, left, "x", "staff:n", told=False)
    assert not is_refused(place, USER)


def test_what_is_over_goes_with_the_person_and_by_itself_after_thirty_days(client):
    place = town(client)
    made = refused(place)
    place.clock.move_to(UNTIL + timedelta(days=29))
    forget_old(place)
    assert place.store.refusal(made.id)
    place.clock.move_to(UNTIL + timedelta(days=30))
    forget_old(place)
    assert place.store.refusals() == []
    assert running(place, booking(answers=KNOWN)) is None
    assert not list(client.scan_iter("*refus*"))
