"""Which counters an answer adds to: what was asked, and what was not understood. Kinds only, never texts."""

from collections.abc import Iterable, Mapping

from bot.dialogue.turn import Say
from bot.ports.health import Count

OF_TOPIC, WITHOUT_ANSWER = "asked_", "unanswered_"  # and the topic
NOT_UNDERSTOOD, ASKED_BACK, DESPAIR = "not_understood", "not_sure", "despair"
KINDS: Mapping[str, str] = {
    "lobby.not_understood": NOT_UNDERSTOOD,
    "lobby.not_understood_again": NOT_UNDERSTOOD,
    "lobby.under_way": NOT_UNDERSTOOD,
    "heard.ask_office": NOT_UNDERSTOOD,
    "lobby.which": ASKED_BACK,
    "heard.which": ASKED_BACK,
    "lobby.despair": DESPAIR,
    "lobby.despair_open": DESPAIR,
    "lobby.despair_closed": DESPAIR,
}


def counts_of(says: Iterable[Say]) -> tuple[Count, ...]:
    """Give what an answer counts."""
    return tuple(map(Count, filter(None, map(_counter, says))))


def _counter(say: Say) -> str:
    if say.key == "lobby.no_answer":
        return f"{WITHOUT_ANSWER}{say.values['topic']}"
    if say.key.startswith("answers."):
        return f"{OF_TOPIC}{say.key.split('.')[1]}"
    return KINDS.get(say.key, "")
