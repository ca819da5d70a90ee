"""Erasing a person, proven by reading the whole of Redis; somebody else's data stays."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.booking.schedule.schedule import Schedule
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.errors import SendError
from bot.messages.line import text_of
from bot.ports.bookings import ForgetBooking, KeepBooking
from bot.ports.office import KeepSchedule
from bot.ports.privacy import DropTraces
from bot.ports.replies import PendingReply
from bot.ports.staff import StaffWays
from bot.ports.work import Claim
from bot.service.audit import verify
from bot.service.bookings import steps
from bot.service.privacy import erasure
from tests.make import ROOM, tokyo
from tests.ports import without_writes
from tests.redis_contents import everything
from tests.service.make_context import context_of
from tests.service.typing import HANAKO, HANAKOS, TARO, Town
from tests.stores import CIPHER, KEYS, clock_at
from tests.talk import FIRST_BOOKING


@pytest.fixture
def town(client) -> Town:
    clock = clock_at(client)
    store = RedisStore(client, KEYS, CIPHER, clock)
    return Town(context_of(store, staff=StaffWays(group="C" + "4" * 32, gather=timedelta())), client)


def confirmed(town: Town, user: str = TARO) -> Any:
    made = town.books(user)
    steps.confirm_booking(town.context, made.id, ROOM, "cli:test")
    town.passes(seconds=1).sends()
    return town.context.store.booking(made.id)


def test_nothing_of_the_person_is_left_anywhere_in_redis(town):
    hers, his = town.books(HANAKO, HANAKOS, "12/3 15時"), confirmed(town)
    town.says(TARO, "変更")
    assert {what for what, _ in town.traces(his)} >= {"name", "number", "telephone", "email", "user", "hash of user"}
    assert "取り消し、消去を受け付けました" in town.says(TARO, "消去", "消去する")
    town.erased()
    assert town.traces(his) == set()
    assert town.context.store.booking(his.id) is None
    assert [key for key in town.client.scan_iter() if his.id in key] == []
    assert {what for what, _ in town.traces(hers)} >= {"name", "number", "telephone", "email", "user", "hash of user"}
    assert "予約 1件" not in town.says(TARO, "私の記録")
    assert hers.number in town.says(HANAKO, "私の記録")


def test_without_the_look_through_all_keys_something_is_left(town):
    his = confirmed(town)
    town.says(TARO, "消去", "消去する")
    town.context = replace(town.context, store=without_writes(town.context.store, DropTraces))
    town.erased()
    assert ("hash of user", KEYS.conversation(town.context.store.hashed(TARO))) in town.traces(his)


def test_without_the_forgetting_of_bookings_they_are_left(town):
    his = confirmed(town)
    town.says(TARO, "消去", "消去する")
    town.context = replace(town.context, store=without_writes(town.context.store, ForgetBooking))
    town.passes(seconds=30).sends()
    town.passes(seconds=30).works()
    assert {what for what, _ in town.traces(his)} >= {"name", "number", "telephone", "email", "user"}


def test_the_audit_log_proves_it_without_naming_anybody(town):
    his = confirmed(town)
    town.says(TARO, "消去", "消去する")
    town.erased()
    last = town.entries()[-1]
    assert (last.actor, last.action, last.booking) == ("seeker", "erased", "")
    assert last.detail.startswith("bookings 1, notices ")
    assert "erasure_asked" in [entry.action for entry in town.entries()]
    assert verify.verify(town.context).broken is None
    told = "\n".join(map(str, town.entries()))
    assert not [part for part in (TARO, *FIRST_BOOKING, his.answers["number"].key) if part in told]


def test_staff_hear_of_the_cancelled_booking_before_it_is_gone(town):
    his = confirmed(town)
    town.says(TARO, "消去", "消去する")
    assert town.context.store.booking(his.id).state is State.CANCELLED_BY_SEEKER
    town.context.line.failures.append(SendError("http_500"))
    town.passes(seconds=12).sends()
    assert town.works() == ["waits"]
    assert town.context.store.booking(his.id)
    town.passes(seconds=30).sends()
    assert any("取り消しが1件" in text_of(messages[0]) for _, messages, _ in town.context.line.pushes)
    assert town.works() == ["erased"]


def test_notices_that_never_go_out_hold_it_up_for_ten_minutes_only(town):
    confirmed(town)
    town.says(TARO, "消去", "消去する")
    assert town.passes(seconds=30).works() == ["waits"]
    assert town.passes(minutes=10).works() == ["erased"]


def test_a_wish_from_the_telephone_cancels_first_and_tells_both(town):
    his = confirmed(town)
    erasure.ask(town.context, "staff:s1", booking=his.number)
    assert town.works() == ["waits"]
    assert town.context.store.booking(his.id).state is State.CANCELLED_BY_SEEKER
    assert "消去を受け付けています" in town.says(TARO, "私の記録")
    town.erased()
    assert town.traces(his) == set()
    assert any("を取り消しました" in text_of(messages[0]) for _, messages, _ in town.context.line.pushes)


def test_during_the_consultation_it_waits_for_its_end(town):
    his = confirmed(town)
    town.context.clock.move_to(tokyo("2026-12-03 14:05"))
    town.sends()
    erasure.ask(town.context, "staff:s1", user=TARO)
    assert town.works() == ["waits"]
    town.context.clock.move_to(tokyo("2026-12-03 14:31"))
    town.erased()
    assert town.traces(his) == set()


def test_earlier_bookings_go_too(town):
    his = confirmed(town)
    town.context.clock.move_to(tokyo("2026-12-03 14:40"))
    town.sends()
    steps.take_step(town.context, his.id, Step.ATTEND, "t")
    again = town.books(TARO, when="12/10 14時")
    assert len(town.context.store.bookings_of(TARO)) == 2
    town.says(TARO, "消去", "消去する")
    town.erased()
    assert town.traces(his) | town.traces(again) == set()


def test_a_booking_without_a_line_user_is_erased_by_its_number(town):
    made = town.books(TARO)
    store = town.context.store
    from bot.ports.bookings import KeepBooking

    his = {"name": replace(made.answers["name"], value="佐藤 次郎", key="")}
    alone = replace(made, id="alone", number="999999", user="", version=1, state=State.ATTENDED)
    alone = replace(alone, answers={**made.answers, **his})
    store.commit((), (KeepBooking(alone),))
    erasure.ask(town.context, "staff:s1", booking="999999")
    town.passes(minutes=11)
    assert town.works() == ["erased"]
    assert store.booking("alone") is None
    assert store.booking(made.id)


def without_line(town: Town, made: Any) -> list[str]:
    """Keep two more bookings of a person that staff took by telephone, and one of another with the same number."""
    other = {**made.answers, "name": replace(made.answers["name"], value="佐藤 次郎")}
    over = replace(made, user="", version=1, state=State.ATTENDED)
    for id_, number in (("t1", "777777"), ("t2", "888888"), ("o", "999999")):
        one = replace(over, id=id_, number=number, answers=other if id_ == "o" else made.answers)
        town.context.store.commit((), (KeepBooking(one),))
    return ["t1", "t2", "o", made.id]


def kept(town: Town, ids: Iterable[str]) -> list[str]:
    return [one for one in ids if town.context.store.booking(one)]


@pytest.mark.parametrize("whom", [{"booking": "t1"}, {"user": TARO}])
def test_staff_erase_all_of_a_person_also_what_has_no_line_user_and_nothing_of_who_has_the_same_number(town, whom):
    ids = without_line(town, town.books(TARO))
    erasure.ask(town.context, "staff:s1", **whom)
    assert town.passes(minutes=1).works() == ["waits"]
    assert town.passes(minutes=11).works() == ["erased"]
    assert kept(town, ids) == ["o"]


def test_a_seeker_erases_in_the_chat_only_what_his_own_account_booked(town):
    ids = without_line(town, confirmed(town))
    town.says(TARO, "消去", "消去する")
    town.erased()
    assert kept(town, ids) == ["t1", "t2", "o"]


def test_of_two_accounts_with_one_name_and_number_neither_goes_with_a_booking_by_telephone(town):
    his = town.books(TARO)
    hers = replace(his, id="h", number="555555", user=HANAKO, version=1, state=State.ATTENDED)
    town.context.store.commit((), (KeepBooking(hers),))
    ids = [*without_line(town, his), "h"]
    erasure.ask(town.context, "staff:s1", booking="t1")
    assert town.passes(minutes=1).works() == ["erased"]
    assert kept(town, ids) == ["o", his.id, "h"]


def test_a_worker_that_dies_in_the_middle_leaves_the_wish_to_another(town):
    his = confirmed(town)
    town.says(TARO, "消去", "消去する")
    town.passes(seconds=30).sends()

    def dies(point: str) -> None:
        if point == "in_erasure":
            raise KeyboardInterrupt

    dying = replace(town.context, fail_point=dies)
    (claim,) = town.passes(seconds=30).context.store.claim_erasures(1)
    with pytest.raises(KeyboardInterrupt):
        erasure.erase(dying, claim)
    assert town.works() == []  # still leased
    assert town.traces(his)
    assert town.passes(seconds=61).works() == ["erased"]
    assert town.traces(his) == set()


def test_an_erasure_that_is_done_twice_does_no_harm(town):
    confirmed(town)
    town.says(TARO, "消去", "消去する")
    town.erased()
    assert erasure.erase(town.context, Claim("none", "")) == "gone"


def test_what_is_begun_after_the_wish_is_another_matter(town):
    confirmed(town)
    town.says(TARO, "消去", "消去する")
    town.passes(seconds=2)
    town.says(TARO, "予約", "1", "1", "田中 三郎")
    town.erased()
    assert town.context.store.load(TARO, "").conversation.answers["name"].value == "田中 三郎"


def test_who_booked_anew_after_the_wish_keeps_that_booking_and_its_talk(town):
    confirmed(town)
    town.says(TARO, "消去", "消去する")
    town.passes(seconds=2)
    made = town.books(TARO, when="12/4 10時")
    talk = town.context.store.load(TARO, "").conversation
    assert not talk.flow
    town.erased()
    assert [one.id for one in town.context.store.bookings_of(TARO)] == [made.id]
    assert town.context.store.load(TARO, "").conversation == talk


def test_a_look_beforehand_counts_and_changes_nothing(town):
    his = confirmed(town)
    before = everything(town.client, KEYS, CIPHER)
    wish = replace(erasure_of(town), user=TARO)
    seen = erasure.look(town.context, wish)
    assert [one.id for one in seen.bookings] == [his.id]
    assert seen.notices == len(town.context.store.notices(his.id))
    assert seen.others >= 1
    assert everything(town.client, KEYS, CIPHER) == before


def erasure_of(town: Town) -> Any:
    from bot.ports.privacy import Erasure

    return Erasure("look", "", "", "", town.context.clock.now(), "cli:test")


def test_what_is_named_after_the_person_by_any_part_is_found(town):
    his, store = town.books(TARO), town.context.store
    by_user, by_number = (KEYS.done(store.hashed(one)) for one in (TARO, his.answers["number"].key))
    for key in (by_user, by_number, KEYS.done("another")):
        town.client.set(key, "1")
    town.context.clock.move_to(tokyo("2026-12-04 10:00"))
    erasure.ask(town.context, "staff:s1", user=TARO)
    assert town.works() == ["erased"]
    assert [town.client.exists(key) for key in (by_user, by_number, KEYS.done("another"))] == [0, 0, 1]


def test_a_reply_that_waits_is_found_inside_its_seal(town):
    from bot.ports.replies import KeepReply

    town.says(TARO, "こんにちは")
    reply = PendingReply("e-wait", "t", TARO, [], town.context.clock.now(), "k")
    town.context.store.commit((), (KeepReply(reply),))
    assert KEYS.reply("e-wait") in town.context.store.traces_of(TARO, going_on=False)
    assert town.context.store.traces_of(HANAKO, going_on=False) == []


def test_who_is_offered_times_is_cancelled_before_the_record_goes_also_when_the_time_asked_for_has_passed(town):
    his = town.books(TARO)
    offers = (tokyo("2026-12-04 10:00"),)
    offered = replace(his, state=State.OFFERED, offers=offers, start=tokyo("2026-11-24 10:00"), version=his.version + 1)
    town.context.store.commit((), (KeepBooking(offered, None, his),))
    asked = erasure.ask(town.context, "cli:test", user=TARO)
    assert erasure.erase(town.context, Claim(asked.id, "")) is erasure.ErasureState.WAITS
    assert town.context.store.booking(his.id).state is State.CANCELLED_BY_SEEKER


def test_what_is_the_offices_stays_though_it_speaks_of_the_person_and_so_does_whose_id_is_longer(town):
    town.says(TARO, "こんにちは")
    town.says(f"{TARO}0", "こんにちは")
    counsellor = Counsellor("c1", f"甲野（{TARO} の担当）", weekly_from("mon-fri 10:00-15:30"))
    town.context.store.commit((), (KeepSchedule(Schedule().with_counsellor(counsellor)),))
    town.context.clock.move_to(tokyo("2026-12-04 10:00"))
    erasure.ask(town.context, "staff:s1", user=TARO)
    assert town.works() == ["erased"]
    assert [one.id for one in town.context.store.office_state().schedule.counsellors] == ["c1"]
    assert town.context.store.traces_of(TARO, going_on=False) == []
    assert town.context.store.traces_of(f"{TARO}0", going_on=False)
