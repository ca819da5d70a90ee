"""An answer that stands beside the wish for plainer words: 「マリア・サントスです。日本語わかりません」."""

from dataclasses import replace

from bot.dialogue.events.asides.name_with_more import SAYS_ITS_NAME
from bot.dialogue.events.at_question import stage_at
from bot.dialogue.flows.flow import Flow
from bot.dialogue.questions.details_link import DETAILS
from bot.dialogue.questions.kinds import Filled, Result, Seen
from bot.dialogue.reading import clean
from bot.dialogue.understanding import Intention, understand_by_rules
from bot.dialogue.understanding.folding import sentences_of

NO_HELP = "none"
ANSWERED_BESIDE = frozenset({*DETAILS, "support"})


def with_what_is_told(seen: Seen, flow: Flow, text: str) -> Seen:
    """Keep what answers the open question in the other sentences, before the style is changed."""
    question, lexicon = flow.open_question(seen.conversation), seen.facts.lexicon
    stage, sentences = stage_at(flow, question), sentences_of(text, lexicon.spelling)
    if question.name not in ANSWERED_BESIDE or stage is None or len(sentences) < 2:
        return seen
    meanings = [(one.typed, understand_by_rules(one.typed, stage, lexicon)) for one in sentences]
    if question.name == "support":
        declines = any(one.intention is Intention.NONE and one.live for _, one in meanings)
        return _keeping(question.take(NO_HELP, seen), seen) if declines else seen
    told = [text for text, meaning in meanings if meaning.intention is not Intention.EASY]
    rest = "。".join(told)
    is_told = rest and (question.name != "name" or SAYS_ITS_NAME.search(rest))
    result = question.read(clean(rest), seen) if is_told else None
    return _keeping(result, seen)


def _keeping(result: Result | None, seen: Seen) -> Seen:
    if not isinstance(result, Filled):
        return seen
    return replace(seen, conversation=seen.conversation.answered(result.answers))
