"""A number or an address whose writer asks whether it will do: he is answered, and one tap takes it."""

import re
from dataclasses import replace

from bot.dialogue.events.asked_back import USE_IT
from bot.dialogue.events.at_question import NOT_THIS, AtQuestion, title_of
from bot.dialogue.outside_flows import answers
from bot.dialogue.questions.details_link import on_page
from bot.dialogue.questions.kinds import Again, Filled
from bot.dialogue.reading.told_only import is_of_another
from bot.dialogue.turn import Option, Say, Send
from bot.dialogue.understanding import Intention

WILL_IT_DO = re.compile(
    r"(?:[でて]も?|これ|なら|ですけど|ですが|なんですが|なんですけど)[、\s]*"
    r"(?:いい|良い|よい|ええ|よか|大丈夫|だいじょうぶ|合って(?:い)?(?:ます|る)|あって(?:い)?(?:ます|る)|よろしい|構いません|かまいません|(?i:ok))"
    r"(?:です|でしょう|ん|の)*(?:か(?:ね|な)?|と|の)?[?？]?"
)
# Of which number it is, and of what is done with it, is another question.
OF_ELSE = re.compile(
    r"窓口|そちら|そっち|ハローワーク|職員|(?<!け)どこ|だれ|誰|何[のでに]|から(?:の)?(?:電話|着信|連絡|メール)|なくて|以外|ないで|たら"
)
KINDS = frozenset({"number", "telephone", "email"})


def whether_it_will_do(said: AtQuestion) -> Again | None:
    """Ask for a yes to the one value that is told; None where it can't be read, or something else is asked."""
    if said.question.name not in KINDS or len(said.values) != 1 or not said.asks or on_page(said.seen.facts):
        return None
    value, name = said.values[0], said.question.name
    words = said.text.replace(value, "")
    if not WILL_IT_DO.search(words) or OF_ELSE.search(words) or NOT_THIS.search(words):
        return None
    result = said.question.read(value, said.seen)
    if is_of_another(said.text, value, name) or not isinstance(result, Filled) or result.answers[name].mark:
        return None
    shown, facts = result.answers[name].value, said.seen.facts
    told = said.meaning.intention is Intention.QUESTION and answers.answer_to(said.meaning.about, facts)
    asked = Say(USE_IT, {"title": title_of(said.question, said.seen), "value": shown})
    asked = replace(asked, options=(Option("heard.option.use", Send(shown)),), numbered=True)
    return Again(replace(asked, before=replace(told, options=())) if told else asked, counts=False)
