"""Who can write to Redis without a key points an index of his own at somebody else's record, and asks in the chat."""

from typing import Any

from bot.adapters.store.store import RedisStore
from bot.booking.lookup import by_user
from bot.booking.model import Consent, State
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.ports.bookings import KeepBooking
from bot.ports.waitlist import KeepWish
from tests.make import WEDNESDAY, answers, booking, tokyo
from tests.service.make_context import context_of
from tests.service.typing import HANAKO, HANAKOS, TARO, Town
from tests.stores import CIPHER, KEYS, clock_at

CANCELS = ("キャンセル", "5", "取り消す")
ERASES = ("消去", "消去する")


class Trusting(RedisStore):
    """Takes what an index leads to for what was asked for."""

    def _meant(self, record, *, fits):
        return record


def town_of(client: Any, store_type: type[RedisStore] = RedisStore) -> Town:
    clock = clock_at(client)
    return Town(context_of(store_type(client, KEYS, CIPHER, clock)), client)


def with_her_open_booking(town: Town) -> str:
    her = town.books(HANAKO, HANAKOS)
    his, hers = (KEYS.open_by_user(town.context.store.hashed(one)) for one in (TARO, HANAKO))
    town.client.set(his, town.client.get(hers))
    return str(her.number)


def with_her_found_booking(town: Town) -> str:
    her = town.books(HANAKO, HANAKOS)
    town.client.sadd(KEYS.found(town.context.store.hashed(by_user(TARO))), her.id)
    return str(her.number)


def with_her_wish(town: Town) -> None:
    consent = Consent("2026-11-01", "0" * 64, WEDNESDAY, "e0")
    day = tokyo("2026-12-03 00:00").date()
    wish = WaitingWish("w1", WishState.WAITING, WEDNESDAY, (day,), tuple(Part), HANAKO, answers(), consent)
    town.context.store.commit((), [KeepWish(wish, tokyo("2026-12-02 12:00"))])
    his, hers = (KEYS.waits_by_user(town.context.store.hashed(one)) for one in (TARO, HANAKO))
    town.client.set(his, town.client.get(hers))


def all_said(town: Town) -> str:
    return str(town.context.line.replies[-1][1])


def states_of_hers(town: Town) -> list[State]:
    return [one.state for one in town.context.store.bookings_of(HANAKO)]


def test_an_open_booking_of_somebody_else_is_neither_shown_nor_cancelled(client):
    town = town_of(client)
    number = with_her_open_booking(town)
    town.says(TARO, "確認")
    assert number not in all_said(town)
    town.says(TARO, *CANCELS)
    assert states_of_hers(town) == [State.REQUESTED]
    assert town.context.store.counters()["misdirected_index"] > 0


def test_a_booking_under_the_wrong_person_is_neither_shown_nor_taken_over_nor_erased(client):
    town = town_of(client)
    number = with_her_found_booking(town)
    town.says(TARO, "私の記録")
    assert number not in all_said(town)
    town.says(TARO, "予約")
    assert HANAKOS[1][-4:] not in all_said(town)
    town.says(TARO, *ERASES)
    town.erased()
    assert states_of_hers(town) == [State.REQUESTED]


def test_a_wish_of_somebody_else_is_not_taken_off_the_list(client):
    town = town_of(client)
    with_her_wish(town)
    town.says(TARO, "待つのをやめる")
    assert town.context.store.load(HANAKO, "").wish is not None


def test_a_number_that_leads_to_another_booking_finds_none(client):
    store = town_of(client).context.store
    store.commit((), [KeepBooking(booking(id=f"b{one}", number=f"{one}" * 6)) for one in (1, 2)])
    client.hset(KEYS.numbers, "111111", "b2")
    assert store.booking("111111") is None
    assert [store.booking(one).id for one in ("222222", "b1")] == ["b2", "b1"]


def test_twin_a_store_that_trusts_its_indexes_lets_anybody_cancel_for_others(client):
    town = town_of(client, Trusting)
    number = with_her_open_booking(town)
    town.says(TARO, "確認")
    assert number in all_said(town)
    town.says(TARO, *CANCELS)
    assert states_of_hers(town) == [State.CANCELLED_BY_SEEKER]


def test_twin_a_store_that_trusts_its_indexes_lets_anybody_erase_others(client):
    town = town_of(client, Trusting)
    with_her_found_booking(town)
    town.says(TARO, *ERASES)
    town.erased()
    assert states_of_hers(town) == []


def test_twin_a_store_that_trusts_its_indexes_lets_anybody_take_others_off_the_list(client):
    town = town_of(client, Trusting)
    with_her_wish(town)
    town.says(TARO, "待つのをやめる")
    assert town.context.store.load(HANAKO, "").wish is None
