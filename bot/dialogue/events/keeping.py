"""Words that leave a booking as it is while it is being cancelled or moved."""

from bot.dialogue.events.at_question import LAST_CARDS, AtQuestion, Meant, stage_at
from bot.dialogue.flows.flow import Flow
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.route import Command
from bot.dialogue.understanding import Intention, understand

WISHES = frozenset({Intention.CANCEL, Intention.MOVE})
LEAVES = frozenset({Intention.KEEP, Intention.QUIT})


def is_last_word(text: str, flow: Flow, seen: Seen) -> bool:
    """Say whether a text is plainly the last word at the open card: 「取り消す」, which elsewhere begins something."""
    stage = stage_at(flow, flow.open_question(seen.conversation))
    if stage is None or stage not in LAST_CARDS.values():
        return False
    meaning = understand(text, stage, seen.facts.lexicon)
    return meaning.live and meaning.intention is Intention.YES and stage.value in meaning.about.split("|")


def kept(said: AtQuestion) -> Meant | None:
    """Leave the booking as it is; None for what says nothing of the kind."""
    if said.flow.name not in LAST_CARDS or said.asks:
        return None
    meaning, is_last = said.meaning, said.question.name == "review"
    names_a_day = not is_last and said.flow.name == "change" and any(char.isdecimal() for char in said.text)
    keeps = meaning.intention in LEAVES and meaning.live and not names_a_day
    denied = meaning.negated and meaning.intention in WISHES
    is_no = is_last and meaning.live and meaning.intention is Intention.NO
    return Heard(command=Command.QUIT) if keeps or denied or is_no else None
