"""F01 to F18: events that come twice, late, out of order, broken or too many, through the real door."""

import json
from dataclasses import replace

import pytest

from bot.adapters.store.commands import events as commands
from bot.adapters.store.parts import events
from bot.playground.line.webhooks.events import redelivered
from bot.ports.bookings import BookingIs, NoOpenBooking, SlotHasRoom
from bot.ports.events import ConversationIs, EventIsNew
from bot.service.bookings.steps import confirm_booking
from bot.service.events.replies import QUESTION_OF_USE
from tests.faults.rows import Recovery, fault, twin
from tests.faults.whole_town import WholeTown, killed_at
from tests.make import ROOM, office
from tests.redis_contents import everything
from tests.service.faulty_town import seeker
from tests.service.make_context import with_office

WEEK = 7 * 24 * 3600


def dies(town: WholeTown, point: str, number: int, text: str) -> None:
    """Let the process be killed at a point while it takes what a seeker writes; then let another start."""
    alive = town.context
    town.context = replace(alive, fail_point=killed_at(point))
    town.line.say(seeker(number), text)
    town.context = alive


@fault("F01", injected="web is killed after the event is stored and before its 200", within=10)
def test_f01_line_delivers_again_which_changes_nothing_and_the_answer_comes_once(town: WholeTown, recovery: Recovery):
    town.friend(1)
    dies(town, "after_commit", 1, "予約")
    assert town.line.courier.log[-1].status == 0
    town.line.redeliver(town.last_event())
    assert town.line.courier.log[-1].status == 200
    recovery.took(town.seconds_until(lambda: "求職登録" in town.last(1)))
    town.run(60)
    assert sum("求職登録" in text for text in town.heard(1)) == 1
    assert town.broken() == []


@twin("F01", without="the look whether the event is known")
def test_f01_the_event_would_be_taken_twice(town: WholeTown):
    town.to_the_review(1)
    town.without(EventIsNew, ConversationIs, NoOpenBooking)
    dies(town, "after_commit", 1, "申し込む")
    client, keys = town.context.store._client, town.context.store._keys
    client.delete(keys.event(town.last_event()))
    talk = keys.conversation(town.context.store.hashed(seeker(1)))
    before = client.hgetall(talk)
    town.line.redeliver(town.last_event())
    assert client.hgetall(talk) != before


@fault("F02", injected="web is killed after its 200 and before it answers; LINE's token runs out", within=10)
def test_f02_the_sweep_finds_the_answer_and_pushes_it(town: WholeTown, recovery: Recovery):
    town.friend(1)
    alive = town.context
    town.context = replace(alive, in_background=lambda *_: None)
    town.line.say(seeker(1), "予約")
    assert town.line.courier.log[-1].status == 200
    town.context = alive
    town.clock.advance(90)  # nobody sweeps meanwhile
    recovery.took(town.seconds_until(lambda: "求職登録" in town.last(1)))
    town.run(60)
    assert sum("求職登録" in text for text in town.heard(1, "push")) == 1
    assert town.broken() == []


@fault("F03", injected="web is killed between the commit and the answer", within=10)
@pytest.mark.parametrize("point", ["after_commit", "after_reply"])
def test_f03_the_conversation_has_moved_once_and_the_answer_comes_once(town: WholeTown, recovery: Recovery, point: str):
    town.friend(1)
    town.says(1, "予約")
    dies(town, point, 1, "1")
    recovery.took(town.seconds_until(lambda: "同意" in town.last(1)))
    town.run(60)
    loaded = town.context.store.load(seeker(1), "another event")
    assert loaded.conversation.answers.keys() == {"eligible"}
    assert sum("同意" in text for text in town.heard(1)) == 1
    assert town.broken() == []


@twin("F02", "F03", without="the answer in the commit")
def test_f03_nothing_would_ever_be_answered(town: WholeTown):
    town.friend(1)
    before = len(town.heard(1))
    dies(town, "after_commit", 1, "予約")
    client, keys = town.context.store._client, town.context.store._keys
    client.delete(keys.due_replies, keys.reply(town.last_event()))
    town.run(90)
    assert len(town.heard(1)) == before


def delivers_twice_at_once(town: WholeTown, text: str) -> None:
    """Let LINE deliver one event by two ways at the same moment."""
    town.line.faults.add("webhook_lost")
    event = town.line.say(seeker(1), text)
    town.all_at_once(*[lambda: town.line.inject(event)] * 2)


@fault("F04", injected="one webhook is delivered twice at the same moment")
def test_f04_it_has_its_effect_once(town: WholeTown):
    town.to_the_review(1)
    delivers_twice_at_once(town, "申し込む")
    assert [one.status for one in town.line.courier.log][-2:] == [200, 200]
    assert len(town.context.store.bookings()) == 1
    assert sum("申し込みを受け付けました" in text for text in town.heard(1)) == 1
    assert town.broken() == []


@twin("F04", without="the guards on event, conversation and open booking")
def test_f04_two_bookings_would_come_of_it(town: WholeTown):
    town.to_the_review(1)
    town.without(EventIsNew, ConversationIs, NoOpenBooking, SlotHasRoom, BookingIs)
    delivers_twice_at_once(town, "申し込む")
    assert len(town.context.store.bookings()) == 2
    assert any(one.startswith("I2") for one in town.broken())


@fault("F05", injected="an event that was taken comes again after three hours")
def test_f05_what_is_known_stays_known_for_a_week(town: WholeTown):
    town.friend(1)
    town.says(1, "予約", "やめる")
    first = town.line.postman._sent[-2].events[0]["webhookEventId"]
    town.clock.advance(3 * 3600)
    before = len(town.heard(1))
    town.line.redeliver(first)
    assert town.line.courier.log[-1].status == 200
    assert len(town.heard(1)) == before
    store = town.context.store
    assert store._client.ttl(store._keys.event(first)) > WEEK - 60
    assert town.broken() == []


def lost_and_found(town: WholeTown, **changes: object) -> list[str]:
    """Let 「やめる」 be lost on its way and come three hours later; give what is answered then."""
    town.friend(1)
    town.says(1, "予約", "1", "1")
    town.line.faults.add("webhook_lost")
    lost = town.line.say(seeker(1), "やめる")
    town.clock.advance(60)
    town.says(1, "山田 太郎")
    town.clock.advance(3 * 3600)
    town.says(1, "続きから", "13010-12345678")
    before = len(town.heard(1))
    town.line.inject({**redelivered(lost), **changes})
    return town.heard(1)[before:]


@fault("F05", injected="an event that was lost comes three hours later; the seeker has gone on")
def test_f05_it_is_noted_and_neither_changes_anything_nor_is_answered(town: WholeTown):
    assert lost_and_found(town) == []
    loaded = town.context.store.load(seeker(1), "another event")
    assert {"name", "number"} <= loaded.conversation.answers.keys()
    assert town.broken() == []


@twin("F05", without="its age and its mark of a redelivery")
def test_f05_it_would_end_the_conversation(town: WholeTown):
    fresh = int(town.clock.now().timestamp() * 1000) + 4 * 3600 * 1000
    lost_and_found(town, timestamp=fresh, deliveryContext={"isRedelivery": False})
    assert not town.context.store.load(seeker(1), "another event").conversation.answers


@fault("F06", injected="the last word comes before the first")
@pytest.mark.parametrize("words", ["申し込む", "変更する", "取り消す", "12/3 14時"])
def test_f06_what_can_not_be_yet_gets_a_kind_answer_and_makes_no_booking(town: WholeTown, words: str):
    town.friend(1)
    before = len(town.heard(1))
    assert town.says(1, words)
    assert len(town.heard(1)) > before
    assert town.context.store.bookings() == []
    assert town.broken() == []


@fault("F06", injected="the message comes before the block that preceded it")
def test_f06_who_blocked_and_came_back_counts_as_back(town: WholeTown):
    name = town.books(1)
    town.line.faults.add("webhook_out_of_order", times=2)
    town.line.block(seeker(1))
    town.clock.advance(1)
    town.line.unblock(seeker(1))
    assert town.context.store.booking(name).reachable
    assert town.broken() == []


ODD = {
    "lone surrogate": "\ud800山田",
    "NUL": "山\x00田",
    "right to left": "\u202e山田\u202c\u2066",
    "5,000 characters": "あ" * 5000,
    "joined emoji": "👨‍👩‍👧‍👦" * 50,
    "zero width": "\u200b\u200d\ufeff",
    "combining flood": "e" + "\u0301" * 2000,
    "controls": "\x1b[31m\r\n\x07",
    "template": "{{7*7}} <img src=x onerror=alert(1)> %s {0}",
    "a line of rules": "- " * 34,
    "ligatures": "ﷺ" * 300,
}


@fault("F11", injected="odd text at every question")
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_f11_it_is_taken_or_asked_for_anew_and_can_be_stored_and_shown(town: WholeTown, text: str):
    town.friend(1)
    town.says(1, "予約")
    for answer in ("1", "1", "山田", "13010-12345678", "090-1234-5678", "t@example.com", "1", "1", "12/3 14時"):
        event = town.line.say(seeker(1), "。")
        body = {**event, "webhookEventId": event["webhookEventId"][::-1], "message": {**event["message"], "text": text}}
        town.line.post_raw(json.dumps({"destination": "U0", "events": [body]}).encode())
        assert town.line.courier.log[-1].status == 200
        town.clock.advance(1)
        town.says(1, "戻る", answer)
    assert "quarantined" not in town.context.store.counters()
    assert town.heard(1)[-1].encode()
    assert town.broken() == []


@twin("F16", without="the limit for one person")
def test_f16_a_hundred_messages_would_be_worked_through(town: WholeTown):
    town.context = with_office(town.context, office(messages_in_10_seconds=1000))
    assert mashes(town) == 100


def mashes(town: WholeTown) -> int:
    """Let one person send a hundred messages within seconds; give how many were worked through."""
    town.friend(1)
    before = len(town.heard(1))
    for _ in range(100):
        town.line.say(seeker(1), "予約")
    return len(town.heard(1)) - before


@fault("F16", injected="one person sends 100 messages in 10 seconds")
def test_f16_he_is_asked_once_to_slow_down_and_others_are_answered(town: WholeTown, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(commands, "BURST_SECONDS", 600)  # a slow machine needs more than ten seconds for them
    monkeypatch.setattr(events, "SLOW_SECONDS", 600)
    town.friend(2)
    assert mashes(town) == town.context.office.messages_in_10_seconds + 1
    assert sum("追いつけません" in text for text in town.heard(1)) == 1
    assert "求職登録" in town.says(2, "予約")
    assert town.broken() == []


def tells_his_name(town: WholeTown) -> str:
    """Let a seeker say a name; give the message's id."""
    town.friend(1)
    town.says(1, "予約", "1", "1")
    return str(town.line.say(seeker(1), "勅使河原 太郎")["message"]["id"])


def is_kept(town: WholeTown, text: str) -> bool:
    store = town.context.store
    return any(text in held for held in everything(store._client, store._keys, store._cipher).values())


@fault("F17", injected="a seeker takes back the message with his name")
def test_f17_nothing_of_it_is_kept_and_it_is_asked_for_again(town: WholeTown):
    message = tells_his_name(town)
    assert is_kept(town, "勅使河原")
    town.line.unsend(seeker(1), message)
    assert not is_kept(town, "勅使河原")
    assert "求職番号" in town.says(1, "次郎")
    assert town.broken() == []


@fault("F18", injected="a seeker with an open booking blocks the account and comes back")
def test_f18_the_booking_stays_staff_are_to_telephone_and_whoever_comes_back_reads_where_it_stands(town: WholeTown):
    name = town.books(1)
    town.line.block(seeker(1))
    kept = town.context.store.booking(name)
    assert (kept.is_live, kept.reachable) == (True, False)
    confirm_booking(town.context, name, ROOM, "cli:test")
    town.sweep()
    assert town.troubles()
    town.line.unblock(seeker(1))
    assert town.context.store.booking(name).reachable
    assert kept.number in town.says(1, "予約の確認")
    assert town.broken() == []


@fault("F05", injected="an answer that nobody could send for longer than it is of use")
def test_f05_a_question_of_long_ago_is_not_asked_any_more(town: WholeTown):
    town.friend(1)
    alive = town.context
    town.context = replace(alive, in_background=lambda *_: None)
    town.line.say(seeker(1), "予約")
    town.context = alive
    before = len(town.heard(1))
    town.clock.advance(QUESTION_OF_USE.total_seconds() + 60)
    town.run(30)
    assert len(town.heard(1)) == before
    assert town.broken() == []
