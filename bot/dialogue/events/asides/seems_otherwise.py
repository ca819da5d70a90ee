"""What a text almost certainly is that a rule takes for an answer, or that the question for a name turns away."""

import re
from collections.abc import Callable

from bot.dialogue.events.at_question import AtQuestion
from bot.dialogue.outside_flows import understood
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.details_link import on_page
from bot.dialogue.questions.kinds import Filled
from bot.dialogue.understanding import Candidate, Intention, Meaning, Stage, Sureness, Utterance

ALMOST_CERTAIN = 0.9
# Topics of which nobody wants to be consulted.
NO_PURPOSE = frozenset(
    {
        *("telephone", "busy", "missed_call", "buttons", "zoom", "connection", "robot", "genuine", "cost", "hours"),
        *("place", "reminder", "account", "privacy", "recording", "camera_off", "later", "mistake", "device"),
        *("companion", "children", "staff", "weary", "how_to_use"),
    }
)
# What such a text speaks of; any other is not looked at twice.
MAY_BE_OF_ELSE = re.compile(
    r"電話|番号|着信|つなが|繋が|出な|ボタン|押|ズーム|(?i:zoom|wi-?fi|line)|ライン|ネット|電波|通信|誰|だれ|機械|本物|公式|いくら|料金|無料|お金|何分|何時"
    r"|場所|どこ|住所|届|ハガキ|郵便|個人情報|ばれ|内緒|録|カメラ|顔|あとで|後で|待|間違|スマホ|パソコン|タブレット|一緒|子ども|子供|担当|つら|辛|しんど|疲|使い方|やり方|予約"
)
CARED_FOR = frozenset({"weary", "hardship"})
WORDS = re.compile(r"[ぁ-ん].*[ぁ-ん]", re.DOTALL)
# A sentence rather than a name; kana alone may be one.
SENTENCE = re.compile(r"[、。！!…]|[ぁ-ん]{3,}[一-龥ァ-ヶ]|[一-龥ァ-ヶー][ぁ-ん]{5,}")


def seems_otherwise(said: AtQuestion) -> Heard | None:
    """Answer a topic in place of what a rule would take; None where that may be right."""
    match said.question.name, said.meaning:
        case "purpose", Meaning(intention=Intention.ANSWER, asked=False) if MAY_BE_OF_ELSE.search(said.text):
            return _told(said, lambda label: label.intention is Intention.QUESTION and label.about in NO_PURPOSE)
        case "eligible", Meaning(intention=Intention.NO, about=""):
            return _told(said, _cares)
        case "name", Meaning(intention=Intention.UNKNOWN) if not said.asks and not on_page(said.seen.facts):
            return _no_name(said)
        case _:
            return None


def _no_name(said: AtQuestion) -> Heard | None:
    """Answer what the question turns away; words of distress are taken for no name either."""
    if not WORDS.search(said.text):
        return None
    is_taken = isinstance(said.question.read(said.text, said.seen), Filled)
    if is_taken and not SENTENCE.search(said.text):
        return None
    return _told(said, _cares if is_taken else lambda label: label.intention in (Intention.QUESTION, Intention.DESPAIR))


def _cares(label: Candidate) -> bool:
    return label.intention is Intention.DESPAIR or label.about in CARED_FOR


def _told(said: AtQuestion, is_one: Callable[[Candidate], bool]) -> Heard | None:
    facts = said.seen.facts
    ranked = Utterance.of(said.text, Stage(said.question.name), facts.lexicon).ranked
    label, share = ranked[0] if ranked else (None, 0.0)
    if not label or label.turned or share < ALMOST_CERTAIN or not is_one(label.meant):
        return None
    return understood.informed(Meaning(sureness=Sureness.LIKELY, candidates=(label.meant,)), facts)
