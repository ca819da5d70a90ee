"""F55 to F60: several hands on one place, one booking or one person at the same moment."""

from dataclasses import replace

from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.errors import RefusedError
from bot.ports.bookings import BookingIs, NoOpenBooking
from bot.service.bookings import steps
from bot.service.bookings.expiry import expire
from tests.faults.rows import fault, twin
from tests.faults.whole_town import WholeTown
from tests.make import ROOM, tokyo
from tests.service.faulty_town import seeker


def all_apply_at_once(town: WholeTown, *numbers: int) -> None:
    """Let seekers who stand at the review press the last button at the same moment."""
    town.all_at_once(*(lambda number=number: town.line.say(seeker(number), "申し込む") for number in numbers))


def two_devices(town: WholeTown) -> list[str]:
    """Let one person take two different times on two devices at once; give what he reads."""
    town.to_the_review(1)
    before = len(town.heard(1))
    town.all_at_once(
        lambda: town.line.say(seeker(1), "申し込む"),
        lambda: town.line.say(seeker(1), "12/4 11時"),
    )
    town.says(1, "申し込む")
    return town.heard(1)[before:]


@fault("F55", injected="one person on two devices, two times at once")
def test_f55_he_has_one_booking_and_reads_which(town: WholeTown):
    said = two_devices(town)
    (made,) = town.context.store.bookings()
    receipts = [text for text in said if "申し込みを受け付けました" in text]
    assert len(receipts) == 1
    assert made.number in receipts[0]
    assert town.broken() == []


def two_with_one_number(town: WholeTown) -> None:
    """Let two LINE users apply with one job-seeker number at the same moment."""
    town.to_the_review(1, "12/3 14時", "13010-99999999")
    town.to_the_review(2, "12/3 15時", "13010-99999999")
    all_apply_at_once(town, 1, 2)


@fault("F55", injected="two LINE users with one job-seeker number apply at once")
def test_f55_the_number_has_one_booking_and_the_other_is_told(town: WholeTown):
    two_with_one_number(town)
    assert len(town.context.store.bookings()) == 1
    assert sorted("新しく申し込めません" in town.last(number) for number in (1, 2)) == [False, True]
    assert town.broken() == []


@twin("F55", without="the guard on open bookings")
def test_f55_the_number_would_have_two(town: WholeTown):
    town.without(NoOpenBooking)
    two_with_one_number(town)
    assert len(town.context.store.bookings()) == 2
    assert any(one.startswith("I2") for one in town.broken())


@fault("F56", injected="a double tap on the last button, and the same button days later")
def test_f56_there_is_one_booking_and_an_old_button_does_nothing(town: WholeTown):
    town.to_the_review(1)
    tapped = town.line.tap(seeker(1), "申し込む")
    town.line.inject({**tapped, "webhookEventId": tapped["webhookEventId"][::-1], "replyToken": "1" * 32})
    assert len(town.context.store.bookings()) == 1
    (made,) = town.context.store.bookings()
    town.says(1, "キャンセル", "1", "取り消す")
    town.clock.advance(2 * 24 * 3600)
    later = int(town.clock.now().timestamp() * 1000)
    anew = {"webhookEventId": "0" + tapped["webhookEventId"][:0:-1], "timestamp": later, "replyToken": "2" * 32}
    town.line.inject({**tapped, **anew})
    assert [one.id for one in town.context.store.bookings()] == [made.id]
    assert "申し込みを受け付けました" not in town.last(1)
    assert town.broken() == []


def confirms(town: WholeTown, name: str) -> str:
    """Let staff confirm; give what they are told."""
    try:
        return str(steps.confirm_booking(town.context, name, ROOM, "cli:test").state.value)
    except RefusedError as error:
        return error.code


@fault("F57", injected="the seeker cancels while staff confirm")
def test_f57_one_of_the_two_holds_and_both_are_told_what_holds(town: WholeTown):
    name = town.books(1)
    town.says(1, "キャンセル", "1")
    told, _ = town.all_at_once(lambda: confirms(town, name), lambda: town.line.say(seeker(1), "取り消す"))
    made = town.context.store.booking(name)
    assert made.state is State.CANCELLED_BY_SEEKER  # before or after staff confirmed, the seeker's word is the last
    assert told in ("confirmed", "not_confirm", "changed_meanwhile")
    assert "取り消しました" in town.last(1)
    town.run(30)
    assert town.broken() == []


def clerks(town: WholeTown, name: str) -> list[str]:
    """Let two clerks who looked at the same page decline and confirm."""
    version = town.context.store.booking(name).version
    done = []
    for wanted in (Step.DECLINE, Step.CANCEL_BY_OFFICE):
        try:
            done.append(
                steps.take_step(town.context, name, wanted, "cli:test", reason="都合", version=version).state.value
            )
        except RefusedError as error:
            done.append(error.code)
    return done


@fault("F57", injected="two clerks send the same page with different answers")
def test_f57_the_second_is_told_that_it_was_changed_meanwhile(town: WholeTown):
    assert clerks(town, town.books(1)) == ["declined", "changed_meanwhile"]
    assert town.broken() == []


@fault("F59", injected="the request runs out at the very moment of its confirmation")
def test_f59_it_is_confirmed_or_expired_and_never_both(town: WholeTown):
    names = [town.books(number) for number in (1, 2)]
    town.clock.move_to(tokyo("2026-12-02 17:15"))
    town.clock.advance(0.5)
    for claim in town.context.store.claim_expiring(20):
        told = town.all_at_once(
            lambda claim=claim: confirms(town, claim.id), lambda claim=claim: expire(town.context, claim)
        )
        state = town.context.store.booking(claim.id).state.value
        assert {"confirmed", "offered"} & set(told) == {state}  # the nearest places are held for whom nobody answered
        names.remove(claim.id)
    assert not names
    town.run(30)
    assert town.broken() == []


@twin("F57", "F59", without="the version of the booking")
def test_f57_the_second_would_write_over_the_first(town: WholeTown):
    name = town.books(1)
    stale = town.context.store.booking(name)
    steps.take_step(town.context, name, Step.DECLINE, "cli:test", reason="都合")
    town.without(BookingIs)
    plain = town.context.store

    class Stale:
        """A store that shows what was."""

        def booking(self, _: str) -> object:
            return stale

        def __getattr__(self, called: str) -> object:
            return getattr(plain, called)

    confirmed = steps.confirm_booking(replace(town.context, store=Stale()), name, ROOM, "cli:test")
    assert confirmed.state is State.CONFIRMED
    assert plain.booking(name).state is State.CONFIRMED  # though it was declined and told so


@fault("F60", injected="one person tries again and again, and four accounts try with one number")
def test_f60_one_person_holds_one_place(town: WholeTown):
    town.books(1)
    for _ in range(5):
        town.says(1, "予約")
        assert town.says(1, "12/4 11時")
        town.says(1, "申し込む")
    for number in range(2, 6):
        town.to_the_review(number, "12/4 11時", "13010-12340001")
        assert "新しく申し込めません" in town.says(number, "申し込む")
    assert len(town.context.store.bookings()) == 1
    assert town.broken() == []
