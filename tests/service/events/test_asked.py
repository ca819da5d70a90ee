"""What was asked is counted by kind, and no text is kept with it."""

from bot.dialogue.turn import Say
from bot.ports.health import Count
from bot.service.events.asked import counts_of
from bot.service.events.handle_event import reply_to
from tests.service.chat import event
from tests.service.make_context import context_on


def test_what_is_asked_and_not_understood_is_counted(client):
    context = context_on(client)
    for number, text in enumerate(("お金はかかりますか", "料金はいくらですか", "ぺけぽん", "もう死にたいです"), 1):
        reply_to(context, event(number, text))
    counted = context.store.counters()
    assert (counted["asked_cost"], counted["not_understood"], counted["despair"]) == (2, 1, 1)


def test_a_topic_without_an_answer_is_counted_by_its_name():
    assert counts_of((Say("lobby.no_answer", {"topic": "parking"}), Say("lobby.help"))) == (
        Count("unanswered_parking"),
    )
