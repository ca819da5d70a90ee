"""What was asked is counted by kind, and no text is kept with it."""

from bot.dialogue.turn import Say
from bot.ports.health import Count
from bot.service.events.asked import counts_of
from tests.service.events.test_styles import TARO, town_on


def test_what_is_asked_and_not_understood_is_counted(client):
    town = town_on(client)
    town.says(TARO, "お金はかかりますか", "料金はいくらですか", "ぺけぽん", "もう死にたいです")
    counted = town.context.store.counters()
    assert (counted["asked_cost"], counted["not_understood"], counted["despair"]) == (2, 1, 1)


def test_a_topic_without_an_answer_is_counted_by_its_name():
    assert counts_of((Say("lobby.no_answer", {"topic": "parking"}), Say("lobby.help"))) == (
        Count("unanswered_parking"),
    )
