"""A choice in other words than those of its buttons: taken where it is meant for sure, else asked about."""

from dataclasses import replace

from bot.booking.model import INTERPRETER
from bot.dialogue.events.at_question import AtQuestion, Meant, beside_a_choice, echoed, title_of, unclear
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows import answers
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.kinds import Again, Filled
from bot.dialogue.questions.named_choice import CHOICES, named_way, names_two_helps
from bot.dialogue.reading.told_only import is_only_told
from bot.dialogue.turn import Say

MOST_BUTTONS = 4  # buttons of a question back


def choice(said: AtQuestion) -> Meant | None:
    """Take an answer in other words; of two at once, and of what is asked or denied, none."""
    if said.meaning.asked and said.question.name in CHOICES:
        names_interpreter = said.meaning.values.get("value") == INTERPRETER
        topic = "languages" if names_interpreter else f"which_{said.question.name}"
        return Heard((answers.answer_to(topic, said.seen.facts),))
    if not said.meaning.live or said.meaning.about != said.question.name:
        return unclear(said)
    if said.question.name == "purpose" and said.names_two_purposes:
        return Again(Say("heard.one_purpose"), counts=False)
    if said.question.name == "support" and names_two_helps(said.text):
        return Again(Say("heard.one_support"), counts=False)
    value = said.meaning.values.get("value", "")
    value = (value == "hearing" and named_way(said.text)) or value
    if value == "hearing":
        ways = tuple(
            said.seen.option("support", way, f"book.support.option.{way}") for way in ("sign_language", "writing")
        )
        return Again(Say("heard.hearing", options=ways, numbered=True), counts=False)
    return _chosen(said, value)


def _chosen(said: AtQuestion, value: str) -> Meant:
    """Take a choice, with the language that is told beside it; what is only spoken of is asked about."""
    label = said.seen.facts.words(f"{said.question.key}.option.{value}")
    if is_only_told(said.text, said.question.name, value):
        return _whether(said, value, label)
    taken = said.question.take(value, said.seen)
    if "benefit" in [one.about for one in said.meaning.also] and isinstance(taken, Filled):
        return replace(taken, echo=replace(answers.answer_to("benefit", said.seen.facts), options=()))
    told = beside_a_choice(said, value)
    if not told or not isinstance(taken, Filled):
        return echoed(said, taken, label)
    filled = said.with_conversation(said.seen.conversation.answered({**taken.answers, **told}))
    shown = [asked.row(filled) or "" for name in told for asked in [said.flow.question(name)] if asked]
    return echoed(said, replace(taken, answers={**taken.answers, **told}), "・".join((label, *shown)))


def _whether(said: AtQuestion, value: str, label: str) -> Again:
    """Ask whether a choice is meant that was only spoken of."""
    options = said.question.ask(said.seen).options
    meant = [one for one in options if isinstance(one.action, Tap) and one.action.value == value]
    others = [one for one in options if one not in meant]
    say = Say("heard.whether", {"title": title_of(said.question, said.seen), "value": label})
    shown = (*meant, *others)[:MOST_BUTTONS]
    return Again(replace(say, options=shown, numbered=True), counts=False, holds=value)
