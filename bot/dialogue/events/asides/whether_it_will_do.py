"""A number or an address whose writer asks whether it will do: he is answered, and one tap takes it."""

import re
from dataclasses import replace

from bot.dialogue.events.asked_back import USE_IT
from bot.dialogue.events.at_question import APPLYING, NOT_THIS, AtQuestion, title_of
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
# Who asks whether a former answer may be another one: 「電話番号変えてもいい？080-…」.
MAY_IT_CHANGE = re.compile(
    r"(?:番号|電話|携帯|メール|メアド|アドレス)[^、。]{0,6}?(?:変更|変え|かえ|直|なお)[^、。]{0,4}?"
    r"(?:いい|良い|大丈夫|でき|られ|もらえ|くれ|いただけ)[^、。]{0,8}?[か?？のん]"
)
MAY_IT_GO = re.compile(
    r"(?:メール(?:アドレス)?|メアド|アドレス)[^。@]{0,12}?(?:消し|消せ|削除|なし(?:でも?|に)|外[しせ]|なくて)[^、。]{0,6}?(?:いい|良い|大丈夫|でき|ます|もらえ)[^、。]{0,4}[か?？]"
)
KINDS = frozenset({"number", "telephone", "email"})


def whether_it_will_do(said: AtQuestion) -> Again | None:
    """Ask for a yes to the one value that is told; None where it can't be read, or something else is asked."""
    return _of_this_question(said) or _of_an_earlier_one(said) or _without_an_address(said)


def _without_an_address(said: AtQuestion) -> Again | None:
    """Ask for a yes of who asks whether his address may be left out: 「メールいらなかったら消していい？」."""
    asked = said.flow.question("email") if said.question.name == "review" and said.flow.name in APPLYING else None
    held = said.seen.conversation.answers.get("email")
    if not asked or not held or not held.value or on_page(said.seen.facts) or not MAY_IT_GO.search(said.text):
        return None
    none = asked.take("none", said.seen)
    shown = (
        asked.row(said.with_conversation(said.seen.conversation.answered(none.answers)))
        if isinstance(none, Filled)
        else ""
    )
    say = Say(USE_IT, {"title": title_of(asked, said.seen), "value": shown or ""})
    return Again(
        replace(say, options=(Option("heard.option.use", Send("メールはいりません")),), numbered=True), counts=False
    )


def _of_an_earlier_one(said: AtQuestion) -> Again | None:
    found = {name: one for name, one in said.pieces.found.items() if name in KINDS and one.text}
    name = next(iter(found), "")
    asked = said.flow.question(name) if name and said.flow.name in APPLYING else None
    held = name in said.seen.conversation.answers and name != said.question.name and not on_page(said.seen.facts)
    if len(said.pieces.found) != 1 or not asked or not held or not MAY_IT_CHANGE.search(said.text):
        return None
    result = asked.read(found[name].text, said.seen)
    if not isinstance(result, Filled) or result.answers[name].mark:
        return None
    title, shown = title_of(asked, said.seen), result.answers[name].value
    take = Option("heard.option.use", Send(f"{title}は{shown}に変更"))
    return Again(Say(USE_IT, {"title": title, "value": shown}, options=(take,), numbered=True), counts=False)


def _of_this_question(said: AtQuestion) -> Again | None:
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
