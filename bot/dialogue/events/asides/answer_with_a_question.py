"""The answer to the open question beside something that is asked: 「いらないです、あと駐車場ありますか」."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.events.at_question import WHEN, AtQuestion, Meant
from bot.dialogue.flows.flow import Flow
from bot.dialogue.outside_flows.answers import answer_to
from bot.dialogue.questions.details_link import DETAILS, on_page
from bot.dialogue.questions.kinds import Filled, Seen
from bot.dialogue.reading import clean
from bot.dialogue.understanding import Intention, Stage, Sureness, understand_by_rules
from bot.dialogue.understanding.scope import is_question

Reader = Callable[[str, Flow, Seen], Meant | None]
ASKED_AT = frozenset({"number", "telephone", "email", "purpose", "support", "day", "time"})
PARTS = re.compile(r"(?<=[、。?？!！])\s*|\n+|[、。\s]*(?:あと(?!で|から)|ちなみに|それと|ところで)、?\s*(?=\S)")
EDGES = " \u3000、。!！"
IF = re.compile(r"なら|たら|れば|場合|けど|けれど|ので|から")  # what is left hangs on what is asked, or is its reason


def answer_with_a_question(said: AtQuestion, read: Reader) -> Filled | None:
    """Take the answer and say what is asked; None where either is not certain."""
    name = said.question.name
    if name not in ASKED_AT or not said.asks or (name in DETAILS and on_page(said.seen.facts)):
        return None
    parts = [one for one in PARTS.split(said.text) if one.strip(EDGES)]
    asked = [one for one in parts if is_question(one, said.seen.facts.lexicon.spelling)]
    told = "、".join(one.strip(EDGES) for one in parts if one not in asked)
    topic = _topic(asked[0], said) if len(asked) == 1 and told else ""
    if not topic or IF.search(told):
        return None
    taken = read(told, said.flow, said.seen) or said.question.read(clean(told), said.seen)
    fits = WHEN if name in WHEN else {name}
    if not isinstance(taken, Filled) or not taken.answers or taken.answers.keys() - fits:
        return None
    return replace(taken, echo=replace(answer_to(topic, said.seen.facts), options=()))


def _topic(asked: str, said: AtQuestion) -> str:
    """Give what is asked that has nothing to do with the open question, "" where that is not certain."""
    meaning = understand_by_rules(asked, Stage(said.question.name), said.seen.facts.lexicon)
    certain = meaning.intention is Intention.QUESTION and meaning.sureness is Sureness.SURE and not meaning.negated
    own = meaning.about.endswith(("_form", "_number")) or meaning.about.startswith("which_")
    return meaning.about if certain and not own else ""
