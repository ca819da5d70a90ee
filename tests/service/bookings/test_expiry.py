"""Whom nobody answered in time: the nearest places are held for him, told in one push, and taken with one tap."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier

from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step, move
from bot.booking.limits.refusal import Refusal, names_of
from bot.booking.model import AGREED, Booking, State
from bot.booking.notices.notice import Channel, Kind
from bot.booking.offers import runs_out
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.outside_flows.offer_buttons import offer_id
from bot.errors import ConflictError
from bot.messages.line import text_of
from bot.ports.bookings import KeepBooking, SlotHasRoom
from bot.ports.context import RequestContext
from bot.ports.events import Event, StoreHasRoom
from bot.ports.privacy import KeepRefusal
from bot.ports.staff import StaffWays
from bot.ports.work import Claim
from bot.service.bookings.expiry import expire
from bot.service.bookings.steps import take_step
from bot.service.events.handle_event import reply_to
from bot.service.notices.ledger import keep_all, planned
from bot.service.notices.sending import send_notice
from tests.faults.rows import fault, twin
from tests.make import OFFICE, USER, booking, office, tokyo
from tests.service.make_context import FakeMail, context_of
from tests.stores import CIPHER, KEYS, clock_at, without

WISHED, CUT_OFF, HELD_UNTIL = tokyo("2026-12-03 14:00"), tokyo("2026-12-02 17:15"), tokyo("2026-12-03 17:15")
NEAREST = tuple(tokyo(f"2026-12-04 {clock}") for clock in ("10:00", "10:30", "11:00"))


def asked(name: str = "b1", **changes) -> Booking:
    number = name.removeprefix("b")
    return replace(booking(**changes), id=name, number=f"12345{number}", user=USER[:-1] + number, answers={})


def town(client, *bookings: Booking, store: type[RedisStore] = RedisStore, mail: FakeMail | None = None, **changes):
    """Give an office at the moment at which the requests run out."""
    there = office(places=1, **changes)
    made = context_of(
        store(client, KEYS, CIPHER, clock_at(client)), mail, office=there, staff=StaffWays(group="C" + "4" * 32)
    )
    for one in bookings or (booking(),):
        made.store.commit((), (KeepBooking(one, runs_out(one, there)), *keep_all(planned(made, one, made.clock.now()))))
    made.clock.move_to(CUT_OFF)
    return made


def sweep(place: RequestContext) -> list[str]:
    return [expire(place, claim) for claim in place.store.claim_expiring(20)]


def told(place: RequestContext, user: str = USER) -> list[str]:
    """Send what is due; give all that was pushed to a person since the request ran out."""
    for claim in place.store.claim_notices(100):
        send_notice(place, claim)
    return [
        text_of(messages[0])
        for to, messages, _ in place.line.pushes
        if to == user and "受け付けました" not in str(messages)
    ]


def held(place: RequestContext) -> Counter[datetime]:
    """Count the places that bookings hold, by start; those that fell free just now rest beside them."""
    return Counter(place.store.taken()) - Counter(rest.start for rest in place.store.list_now().released)


def taps(place: RequestContext, value: str) -> str:
    tap = Tap(offer_id(place.store.booking("b1")), "pick", value)
    reply_to(place, Event(USER, Incoming(Sort.TAP, f"e-{value}", place.clock.now(), tap=tap), f"r-{value}"))
    return text_of(place.line.replies[-1][1][-1])


def test_the_three_nearest_places_are_held_and_told_with_an_apology_in_one_push(client):
    place = town(client)
    assert sweep(place) == ["offered"]
    assert held(place) == dict.fromkeys(NEAREST, 1)
    (text,) = told(place)
    assert text.startswith("・12月4日（金）10:00\n・12月4日（金）10:30\n・12月4日（金）11:00\n【日時の提案中】")
    assert "申し訳ありません。12月3日（木）14:00のお申し込み" in text
    assert "お取りしておくのは、12月3日（木）17:15まで" in text
    (buttons,) = [str(messages) for user, messages, _ in place.line.pushes if user == USER]
    assert [label for label in ("10:00", "10:30", "どれも合いません", "tel:") if label not in buttons] == []


def test_one_tap_takes_a_place_and_staff_have_only_to_name_the_room(client):
    place = town(client)
    sweep(place)
    assert "お受けしました" in taps(place, NEAREST[1].isoformat())
    taken = place.store.booking("b1")
    assert (taken.state, taken.start, taken.marks, taken.held_until) == (State.REQUESTED, NEAREST[1], (AGREED,), None)
    assert held(place) == {NEAREST[1]: 1}
    assert Kind.STAFF_TAKEN in {row.kind for row in place.store.notices("b1")}


def test_what_is_held_is_let_go_at_the_moment_that_was_told(client):
    place = town(client)
    sweep(place)
    place.clock.move_to(tokyo("2026-12-03 17:14"))
    assert sweep(place) == []
    place.clock.move_to(HELD_UNTIL)
    assert "もう選べません" in str(taps_and_all(place))  # though the sweep has not been there yet
    assert sweep(place) == ["expired"]
    assert held(place) == {}
    assert any("期限までにお返事がなかった" in text for text in told(place))
    assert place.store.load(USER, "new").booking is None


def taps_and_all(place: RequestContext) -> object:
    taps(place, NEAREST[0].isoformat())
    return place.line.replies[-1][1]


def test_who_wants_none_of_them_is_not_told_that_he_did_not_answer(client):
    place = town(client)
    sweep(place)
    taps(place, "none")
    assert held(place) == {}
    place.clock.move_to(HELD_UNTIL)
    assert sweep(place) == ["expired"]
    assert "お返事がなかった" not in told(place)[-1]


def test_status_says_until_when_they_are_held(client):
    place = town(client)
    sweep(place)
    reply_to(place, Event(USER, Incoming(Sort.TEXT, "e1", place.clock.now(), text="確認"), "r1"))
    said = text_of(place.line.replies[-1][1][-1])
    assert "12月4日（金）10:30" in said
    assert "選べるのは、12月3日（木）17:15までです" in said


def test_where_fewer_are_free_fewer_are_held_and_where_none_is_it_is_over(client):
    free = town(client, horizon_days=2)  # to Friday, 4 December
    full = [asked(f"b{one}", start=start, state=State.CONFIRMED) for one, start in enumerate(_all_but_one(free), 2)]
    free.store.commit((), tuple(map(KeepBooking, full)))
    assert sweep(free) == ["offered"]
    assert free.store.booking("b1").offers == (tokyo("2026-12-04 15:00"),)


def test_where_no_place_is_free_the_request_is_over(client):
    place = town(client, horizon_days=1)
    assert sweep(place) == ["expired"]
    assert "「予約」と送って別の日時を選ぶか" in told(place)[0]


def _all_but_one(place: RequestContext) -> list[datetime]:
    return [tokyo(f"2026-12-04 {hour}:{minute}") for hour in range(10, 15) for minute in ("00", "30")]


def test_a_mail_tells_the_same_in_words_for_a_mail(client):
    mail = FakeMail()
    place = town(client, mail=mail)
    sweep(place)
    told(place)
    for claim in place.store.claim_mail(100):
        send_notice(place, claim)
    (body,) = [body for to, _, body, _ in mail.sent if to == ("taro@example.com",)]
    assert "12月4日（金）10:30" in body
    assert "LINEのトークで1つ選ぶか、お電話でお返事ください" in body


def test_who_applied_by_telephone_is_called_with_the_held_places(client):
    place = town(client, booking(user=""))
    assert sweep(place) == ["offered"]
    told(place)
    rows = [row for row in place.store.notices("b1") if row.kind is Kind.EXPIRED]
    assert [(row.channel, row.latest) for row in rows] == [(Channel.TELEPHONE, HELD_UNTIL)]


def test_who_is_refused_is_held_nothing(client):
    place = town(client)
    who = tuple(place.store.hashed(one) for one in names_of(booking()))
    refusal = Refusal("r1", "b1", "123456", who, place.clock.now(), None, "staff:s1", "佐藤", "規約により")
    place.store.commit((), (KeepRefusal(refusal),))
    assert sweep(place) == ["expired"]


def test_who_is_erased_holds_none_of_them_and_is_told_nothing_more(client):
    place = town(client)
    sweep(place)
    for text in ("消去", "消去する"):
        reply_to(place, Event(USER, Incoming(Sort.TEXT, f"e{text}", place.clock.now(), text=text), f"r{text}"))
    assert held(place) == {}
    place.clock.move_to(HELD_UNTIL)
    assert sweep(place) == []


def test_before_he_cancels_he_reads_which_places_are_let_go(client):
    place = town(client)
    sweep(place)
    for text in ("予約を取り消す", "1"):
        reply_to(place, Event(USER, Incoming(Sort.TEXT, f"e{text}", place.clock.now(), text=text), f"r{text}"))
    said = text_of(place.line.replies[-1][1][-1])
    assert "お取りしているお席（12月4日（金）10:00、12月4日（金）10:30、12月4日（金）11:00）は" in said


def test_who_cancels_or_moves_holds_none_of_them_any_more(client):
    place = town(client)
    sweep(place)
    before = place.store.booking("b1")
    assert move(before, tokyo("2026-12-08 10:00"), OFFICE, place.clock.now()).held_until is None
    take_step(place, "b1", Step.CANCEL_BY_SEEKER, "seeker")
    assert not set(place.store.booking("b1").places)


def test_what_was_answered_or_forgotten_meanwhile_stays_as_it_is(client):
    place = town(client)
    claims = place.store.claim_expiring(20)
    take_step(place, "b1", Step.DECLINE, "staff:s1")
    assert expire(place, claims[0]) is None
    assert expire(place, Claim("b9", "x")) is None


class FullStore(RedisStore):
    """A store whose memory is used up: what would take more is refused."""

    def commit(self, guards, writes):
        if StoreHasRoom() in guards:
            raise ConflictError(StoreHasRoom())
        return super().commit(guards, writes)


def test_with_its_memory_full_the_store_still_lets_requests_run_out(client):
    assert sweep(town(client, store=FullStore)) == ["expired"]


def test_a_place_taken_by_nobody_is_offered_again_when_the_room_is_never_named(client):
    place = town(client)
    sweep(place)
    taps(place, NEAREST[0].isoformat())
    place.clock.move_to(NEAREST[0])
    assert sweep(place) == ["offered"]
    assert place.store.booking("b1").offers == tuple(
        tokyo(f"2026-12-07 {clock}") for clock in ("10:00", "10:30", "11:00")
    )


# --- several at once ---


def all_at_once(client, store: type[RedisStore]) -> RequestContext:
    """Let four requests run out at the same moment, each having looked before any has written."""
    gate = Barrier(4)

    class Together(store):
        waits = True

        def taken(self):
            found = super().taken()
            if type(self).waits and not gate.broken:
                gate.wait(60)
                type(self).waits = False
            return found

    clocks = ("11:00", "11:30", "14:00", "14:30")
    place = town(
        client,
        *(asked(f"b{count}", start=tokyo(f"2026-12-03 {clock}")) for count, clock in enumerate(clocks, 1)),
        store=Together,
    )
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda claim: expire(place, claim), place.store.claim_expiring(20))) == {"offered"}
    return place


@fault("F59", injected="four requests run out at one moment")
def test_no_place_is_held_for_two(client):
    place = all_at_once(client, RedisStore)
    assert sorted(len(place.store.booking(f"b{count}").offers) for count in range(1, 5)) == [3, 3, 3, 3]
    assert set(held(place).values()) == {1}


@twin("F59", without="the look whether a place is left")
def test_without_the_guard_one_place_is_held_for_all(client):
    place = all_at_once(client, without(SlotHasRoom))
    assert max(held(place).values()) > 1
