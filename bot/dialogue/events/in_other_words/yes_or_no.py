"""Yes, no and "none" at an open question: what each answers differs from question to question."""

import re
from dataclasses import replace

from bot.dialogue.events.at_question import APPLYING, FINAL, LAST_CARDS, NOTHING, WHEN, AtQuestion, Meant, unclear
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows.answers import answer_to
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.conditions import SOME
from bot.dialogue.questions.details_link import DETAILS
from bot.dialogue.questions.kinds import Again, Filled, Result
from bot.dialogue.questions.named_choice import CHOICES
from bot.dialogue.questions.start_times import day_or_none, start_or_none
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention
from bot.dialogue.understanding.courtesy import ASKS_FOR_IT

# What counts as a yes where it has an effect: a yes anywhere (""), the question's own words, some courtesies.
ACCEPTED = {
    "eligible": frozenset({"", "eligible", "fine"}),
    "consent": frozenset({"", "consent"}),
    "known": frozenset({"", "eligible", "consent", "review"}),
    "review": frozenset({"", "review", "fine", "request"}),
}
# Said of one line of the card that books, this is no word on the whole: 「電話番号は間違いないです」.
OF_ONE_LINE = re.compile(
    r"(?:番号|名前|氏名|苗字|漢字|メール|アドレス|電話|携帯|相談内容|日時|日付|日にち|時間|通訳|介助)(?:の方|のほう)?は"
)
OF_THE_WHOLE = re.compile(r"申し?込|お願い|おねがい|予約|確定|送信|全部|すべて|以上|ほか|他")
# Who agrees to what he says that he has not read is asked; so is who believes that he agreed before.
UNREAD = re.compile(
    r"(?:もう|さっき|さきほど|先ほど|先程|前に|前も|すでに|既に|この前|前回|昨日)(?:も|に)?、?(?:同意|どうい|承諾|了承)"
    r"|(?:同意|承諾|了承)[^、。]{0,6}(?:はず|つもり|た(?:んです|のです|んだ|の)?(?:けど|けれど|のに))|読(?:め(?:て|ん)?(?:い)?な|めて?(?:い)?ませ|んで(?:い)?(?:な|ませ)|ま(?:ず|な|ん))|半分|だいたい|なんとなく"
)
# What may answer another question, and deletes all at this one: 「ない」 of who has no number.
BARE = re.compile(
    r"(?:特に|とくに)?(?:ない|無い|無し?|なし|(?i:no|none|nope)|ノー|のー|違(?:います|う)|ちがいます|ちがう)(?:です|よ|ね)?[。.、!！\s]*"
)
# A no to the address that was asked about, and not that there is none.
NOT_IT = re.compile(r"いいえ|いえ|いや|違|ちが|のー|(?i:no$)")
# Who refuses out of fear, by mistake, or tells of a button is asked before all is deleted.
HESITATES = re.compile(
    r"怖|こわ|不安|心配|間違|まちが|誤っ|迷|って(?:押|おし|打|送|書|出|表示|なっ)|ボタン|たくない(?:けど|のに|が)"
)
# Who refuses one point of them may not refuse the terms: 「録画は嫌です」; who agrees as well surely does not.
OF_ONE_POINT = re.compile(
    r"録画|録音|撮影|カメラ|個人情報|無断|取り?消|電話|同意(?:し(?:ます|ました)|する(?!の|か|こと|気|つもり|わけ))"
)
# "None" of who has nothing against them: 「特に問題ないです、同意」.
NOTHING_AGAINST = re.compile(r"問題|異議|異存|不明|疑問|質問|わからない(?:ところ|点)|同意(?!し?な|でき|しま?せ|は)")
PROMISES = re.compile(r"守(?:り|れ|る)|まも(?:り|れ|る)")
ASKED_FOR_SURE = "sure"  # held where it was asked whether a vague word is the final one


def yes(said: AtQuestion) -> Meant | None:
    """Take a yes for what it answers here."""
    name = said.question.name
    if name in ACCEPTED and ASKS_FOR_IT.search(said.text):
        return _applying(said) or _asked_again(said)
    if name in ACCEPTED:
        return _holding_the_day(said, _final_word(said)) if _is_meant(said) else _asked_again(said)
    if name in said.seen.conversation.held and name in DETAILS:
        return said.question.take("suggested", said.seen)
    if name in CHOICES and name in said.seen.conversation.held:
        return said.question.take(said.seen.conversation.held[name], said.seen)
    if name == "reason":
        return said.question.take("untold", said.seen)
    if name in WHEN:
        return _only_choice(said) or NOTHING
    return NOTHING


def _applying(said: AtQuestion) -> Heard | None:
    """Tell what the last word does, to who only makes sure whether all is well with the card."""
    if said.question.name != "review" or said.flow.name not in APPLYING:
        return None
    return Heard((answer_to("applying", said.seen.facts),))


def _holding_the_day(said: AtQuestion, result: Result) -> Result:
    """Hold a day that is named beside a yes until it is asked for."""
    when = next((one.values.get("when", "") for one in said.meaning.also if one.intention is Intention.DAY), "")
    return replace(result, holds={"day": when}) if when and isinstance(result, Filled) else result


def no(said: AtQuestion) -> Meant | None:
    """Take a no for what it answers here."""
    name = said.question.name
    if name == "consent" and (is_bare(said.text) or any(one.search(said.text) for one in (HESITATES, OF_ONE_POINT))):
        return whether_refused(said)
    if name == "consent":
        return said.question.take("disagree", said.seen)
    if name in said.seen.conversation.held and name == "email":
        return said.question.take("as_typed", said.seen)
    if name == "eligible":
        return said.question.take(SOME, said.seen)
    if name == "review" and said.flow.name in APPLYING:
        return Again(Say("heard.correct_what"), counts=False)
    if name in FINAL:
        return unclear(said)
    return none(said) if name in ("support", "email", "number") else NOTHING


def is_bare(text: str) -> bool:
    """Say whether a text is a no or "none" that does not say to what."""
    return bool(BARE.fullmatch(text.strip()))


def whether_refused(said: AtQuestion) -> Again:
    """Ask whether it is a no to the terms, which deletes what was told."""
    ask = Say("heard.sure.disagree", options=said.question.ask(said.seen).options, look="card")
    return Again(ask, counts=False)


def none(said: AtQuestion) -> Meant | None:
    """Take "none" where there may be none."""
    name = said.question.name
    if name == "consent":
        return _asked_again(said) if NOTHING_AGAINST.search(said.text) else whether_refused(said)
    if said.reads_a_value and name in DETAILS:
        return None
    if name == "email" and name in said.seen.conversation.held and NOT_IT.match(said.text.strip()):
        return said.question.take("as_typed", said.seen)
    values = {"number": "unknown", "email": "none", "support": "none", "reason": "untold"}
    if name in values:
        taken = said.question.take(values[name], said.seen)
        later = name == "number" and isinstance(taken, Filled)
        return replace(taken, echo=Say("heard.number_later")) if later and isinstance(taken, Filled) else taken
    if name == "eligible":
        return said.question.take(SOME, said.seen)
    return Again(Say("heard.no_telephone"), forced=False) if name == "telephone" else NOTHING


def _final_word(said: AtQuestion) -> Result:
    value = {"eligible": "all", "consent": "agree", "known": "yes"}.get(said.question.name, "apply")
    return said.question.take(value, said.seen)


def _asked_again(said: AtQuestion) -> Again:
    """Ask whether it is a yes to this question."""
    takes_away = _takes_away(said)
    own = f"heard.sure.{said.flow.name if takes_away else said.question.name}"
    say = Say(own if own in said.seen.facts.words else f"{said.question.key}.retry.unclear")
    asked = replace(say, options=said.question.ask(said.seen).options, look="card")
    return Again(asked, counts=False, holds=ASKED_FOR_SURE if takes_away else "")


def _is_meant(said: AtQuestion) -> bool:
    """Say whether it is a yes to this question, and not a courtesy or the answer to another one."""
    if not _takes_away(said):
        one_line = said.question.name == "review" and OF_ONE_LINE.search(said.text)
        unread = said.question.name == "consent" and UNREAD.search(said.text)
        accepted = not ACCEPTED[said.question.name].isdisjoint(said.meaning.about.split("|"))
        accepted = accepted or (said.question.name == "consent" and bool(PROMISES.search(said.text)))
        return accepted and not unread and (not one_line or bool(OF_THE_WHOLE.search(said.text)))
    own = LAST_CARDS[said.flow.name].value
    was_asked = said.seen.conversation.held.get("review") == ASKED_FOR_SURE
    told = said.meaning.about.split("|")
    return told == [""] or own in told or (was_asked and told == ["request"])


def _takes_away(said: AtQuestion) -> bool:
    """Say whether a yes lets go what somebody has: then nothing vague is one, unless it was asked about."""
    return said.question.name == "review" and said.flow.name in LAST_CARDS


def _only_choice(said: AtQuestion) -> Result | None:
    """Take the one day or time that was offered: 「…でよろしいですか」."""
    taps = [Tap.decode(load) for load, _ in said.seen.conversation.shown]
    offered = [tap for tap in taps if tap.question in WHEN and (day_or_none(tap.value) or start_or_none(tap.value))]
    asked = said.flow.question(offered[0].question) if len(offered) == 1 else None
    return asked.take(offered[0].value, said.seen) if asked else None
