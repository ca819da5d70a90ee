"""A conversation that this process wrote last is given as it is; all others are opened and read."""

from datetime import UTC, datetime

import pytest

from bot.adapters.store.parts.latest_talks import MOST, LatestTalks
from bot.booking.model import Answer
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming, Sort
from bot.errors import SealError
from bot.ports.events import KeepConversation
from tests.stores import KEYS, store_on

USER = "U" + "1" * 32
AT = datetime(2026, 11, 25, 1, tzinfo=UTC)
TALK = Conversation(
    id="c1",
    flow="book",
    answers={"name": Answer("山田 太郎", "山田太郎")},
    past=(Incoming(Sort.TEXT, "e0", AT, text="予約"),),
    base=Conversation(newest=AT),
)


def test_what_was_written_here_is_not_read_again_and_means_the_same_elsewhere(client):
    here, elsewhere = store_on(client), store_on(client)
    here.commit((), [KeepConversation(USER, TALK, 1)])
    assert here.load(USER, "e1").conversation is TALK
    assert here.load(USER, "e1").conversation == elsewhere.load(USER, "e1").conversation == TALK


def test_what_another_process_wrote_since_is_read(client):
    here, elsewhere = store_on(client), store_on(client)
    here.commit((), [KeepConversation(USER, TALK, 1)])
    elsewhere.commit((), [KeepConversation(USER, Conversation(id="c2"), 2)])
    assert here.load(USER, "e1").conversation == Conversation(id="c2")


def test_one_that_was_put_in_the_place_of_anothers_is_not_given(client):
    store, other = store_on(client), "U" + "2" * 32
    store.commit((), [KeepConversation(USER, TALK, 1)])
    client.copy(KEYS.conversation(store.hashed(USER)), KEYS.conversation(store.hashed(other)))
    with pytest.raises(SealError):
        store.load(other, "e1")


def test_only_the_latest_are_kept():
    talks = LatestTalks()
    for number in range(MOST + 1):
        talks.keep("w", str(number), TALK)
    assert talks.take("w", "0") is None
    assert talks.take("w", str(MOST)) is TALK
    assert talks.take("w", str(MOST)) is None
