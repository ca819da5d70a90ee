"""What tells a person that he is refused keeps clear of what tells him of his bookings, and of what is over."""

from dataclasses import replace

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import Answer, State
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.errors import SendError
from bot.messages.line import text_of
from bot.ports.bookings import KeepBooking
from bot.ports.waitlist import KeepWish
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.notices.resend import resend
from bot.service.privacy.refusals import lift_one
from bot.service.waitlist.offering import match
from tests.make import ROOM, USER, WEDNESDAY, booking, tokyo
from tests.service.make_context import FakeMail
from tests.service.refusing import HERE, KNOWN, OTHER, WHY, Careless, refused, says, sent, town

LINE_DOWN = SendError("http_500")


def rows(place, name: str = "b1") -> dict[Kind, NoticeState]:
    return {row.kind: row.state for row in place.store.notices(name)}


def pushed(place) -> list[str]:
    return [text_of(messages[0]) for _, messages, _ in place.line.pushes]


@pytest.fixture
def coming(client):
    """An office where the person has a confirmed booking, whose details LINE did not take yet."""
    place = town(client)
    one = booking(answers=KNOWN)
    place.store.commit((), (KeepBooking(one),))
    confirm_booking(place, "b1", ROOM, "staff:x")
    return place


def test_it_does_not_take_the_place_of_the_details_of_a_booking(coming):
    coming.line.failures = [LINE_DOWN]
    sent(coming)
    coming.clock.move_to(tokyo("2026-11-25 10:01"))
    refused(coming, told=True)
    coming.clock.move_to(tokyo("2026-11-25 10:02"))
    sent(coming)
    assert rows(coming)[Kind.DETAILS] is NoticeState.ACCEPTED
    assert rows(coming)[Kind.REFUSED] is NoticeState.ACCEPTED


def test_a_step_of_the_booking_does_not_make_it_void(coming):
    sent(coming)
    refused(coming, told=True)
    take_step(coming, "b1", Step.CANCEL_BY_OFFICE, "staff:x", reason="x")
    sent(coming)
    assert rows(coming)[Kind.REFUSED] is NoticeState.ACCEPTED
    assert rows(coming)[Kind.CANCELLED] is NoticeState.ACCEPTED


def test_what_was_lifted_before_it_was_sent_is_not_sent(client):
    place = town(client)
    lift_one(place, refused(place, told=True), "誤りだったため", "staff:n", told=False)
    sent(place)
    assert pushed(place) == []
    assert rows(place) == {Kind.REFUSED: NoticeState.EXPIRED}


def test_who_is_refused_and_let_in_again_before_anything_was_sent_reads_the_end_once(client):
    place = town(client)
    made = refused(place, told=True)
    place.clock.move_to(tokyo("2026-11-25 10:01"))
    lift_one(place, made, "誤りだったため", "staff:n", told=True)
    sent(place)
    assert len(pushed(place)) == 1
    assert "またお受けできる" in pushed(place)[0]


def test_sent_once_more_it_says_the_same(client):
    place = town(client)
    refused(place, told=True)
    sent(place)
    resend(place, place.store.notices("b1")[0].id, "staff:m")
    assert sent(place) == ["accepted"]
    first, second = pushed(place)
    assert first == second
    assert WHY in first


def test_a_second_refusal_whose_mail_comes_back_is_a_call_though_the_first_arrived(client):
    mail = FakeMail()
    place = town(client, mail=mail)
    given = {**KNOWN, "email": replace(KNOWN["email"], key="taro@example.com")}
    place.store.commit((), (KeepBooking(replace(place.store.booking("b1"), answers=given)),))
    lift_one(place, first := refused(place, told=True), "誤りだったため", "staff:n", told=False)
    assert first.lifted is None
    sent(place)
    mail.failures = [SendError("http_550", permanent=True)]
    refused(place, told=True)
    sent(place)
    assert [row.state for row in place.store.notices("b1")].count(NoticeState.UNDELIVERABLE) == 1
    assert client.zcard("{madoguchi:yahata}:troubles") == 1


# --- the waiting list, by the other of the two ---


def waits(place, name: str, user: str, number: str) -> None:
    wish = WaitingWish(
        id=name,
        state=WishState.WAITING,
        since=WEDNESDAY,
        days=(tokyo("2026-12-03").date(),),
        parts=tuple(Part),
        user=user,
        answers={**KNOWN, "number": Answer(number, number)},
        consent=booking().consent,
    )
    place.store.commit((), (KeepWish(wish, tokyo("2026-12-02 17:15")),))


@pytest.mark.parametrize(
    ("user", "number"), [(USER, "1301099999999"), (OTHER, KNOWN["number"].key)], ids=["by LINE", "by number"]
)
def test_a_wish_ends_with_the_refusal_whichever_of_the_two_it_is_known_by(client, user, number):
    place = town(client)
    waits(place, "w1", user, number)
    waits(place, "w2", "U" + "8" * 32, "1301088888888")
    refused(place)
    assert [one.id for one in place.store.list_now().wishes] == ["w2"]


def offered_to_the_refused(client, store) -> tuple[int, int]:
    place = town(client, store)
    refused(place)
    waits(place, "w1", OTHER, KNOWN["number"].key)  # as if he had come at that moment
    return match(place), len(place.store.list_now().wishes)


def test_nothing_is_offered_to_who_came_to_the_list_at_that_moment(client):
    from bot.adapters.store.store import RedisStore

    assert offered_to_the_refused(client, RedisStore) == (0, 0)


def test_without_the_guard_he_is_offered_a_place(client):
    assert offered_to_the_refused(client, Careless) == (1, 1)


# --- what is read in the talk ---


@pytest.mark.parametrize("word", ["予約", "最初から", "来週の午後ならいつでも", "キャンセル待ち", "続きから"])
def test_whatever_he_begins_with_he_reads_it_at_once(client, word):
    place = town(client)
    refused(place)
    assert HERE in says(place, word)
    assert not place.store.load(USER, "").conversation.flow


def test_who_is_in_the_middle_of_applying_reads_it_with_his_next_answer(client):
    place = town(client)
    place.store.commit((), (KeepBooking(booking(state=State.NO_SHOW, answers={"number": KNOWN["number"]})),))
    says(place, "予約", "1", "1", "山田 太郎")
    refused(place)
    assert HERE in says(place, "13010-99999999")
    assert not place.store.load(USER, "").conversation.answers
    assert "窓口の番号は" in says(place, "電話")


@pytest.mark.parametrize("by_mail", [False, True])
def test_the_result_of_a_no_show_does_not_say_that_a_refused_person_may_book_as_ever(client, by_mail):
    mail = FakeMail()
    place = town(client, mail=mail if by_mail else None)
    key = "taro@example.com" if by_mail else ""
    given = {**KNOWN, "email": replace(KNOWN["email"], key=key)}
    place.store.commit((), (KeepBooking(booking(state=State.CONFIRMED, room=ROOM, answers=given)),))
    place.clock.move_to(tokyo("2026-12-03 14:15"))
    take_step(place, "b1", Step.NO_SHOW, "staff:x")
    refused(place, told=True)
    place.clock.move_to(tokyo("2026-12-03 14:16"))
    assert sorted(sent(place)) == ["accepted", "accepted"]
    told = [body for _, _, body, _ in mail.sent] if by_mail else pushed(place)
    [result] = [text for text in told if "無断欠席」となります" in text]
    assert "申し込めます" not in result
    assert "093-622-6690" in result


def test_nobody_reads_that_he_may_book_again_who_was_refused_anew_before_it_was_sent(client):
    place = town(client)
    lift_one(place, refused(place), "誤りだったため", "staff:n", told=True)
    refused(place)
    sent(place)
    assert pushed(place) == []
    assert rows(place) == {Kind.REFUSAL_LIFTED: NoticeState.EXPIRED}
