"""What is told at the final word without its name: a number, an address, a choice, a name. It is taken and shown."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.booking.model import INTERPRETER, Answer
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.events.at_question import AtQuestion, Meant, beside_a_choice, put_right
from bot.dialogue.events.beside_the_answer import A_LANGUAGE
from bot.dialogue.flows.book import DAY
from bot.dialogue.outside_flows import free_times
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.date_and_time import Time
from bot.dialogue.questions.details_link import on_page
from bot.dialogue.questions.kinds import Again, Filled, Finish, Switch, Typed
from bot.dialogue.questions.named_choice import CHOICES, named_choice
from bot.dialogue.questions.offered_times import days_beside, is_named_by
from bot.dialogue.questions.start_times import chosen_start
from bot.dialogue.questions.when_said.days_said import names_a_part_alone, time_alone
from bot.dialogue.questions.when_said.shifted_time import shifted_from
from bot.dialogue.questions.when_said.when_in_words import read_day_and_time
from bot.dialogue.reading import clean
from bot.dialogue.reading.calls import hears_not
from bot.dialogue.reading.contact.name_in_text import name_in
from bot.dialogue.reading.whole_message import LABELS
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention, Stage, understand
from bot.dialogue.understanding.days import Phrase, phrases_in
from bot.dialogue.understanding.folding import sentences_of
from bot.dialogue.understanding.shifts import ONLY_THE_TIME, plain

# A line of the card by its place, which has no number there: 「1番を直したい」.
A_ROW = re.compile(
    r"[0-9０-９一二三四五六七八九]{1,2}(?:番目?|つ目|行目)[をのがは、]{0,2}(?:間違|まちが|違|変|かえ|直|なお|訂正|修正).{0,10}"
)
# A choice behind its label: 「相談は面接練習」.
LABELLED_CHOICE = re.compile(r"(?:相談(?:内容)?|内容|通訳|手助け)は[^、。?？]{1,20}")
TO_BE = re.compile(r"(.{2,24}?)(?:に|へ)(?:変更|変え|かえ|直|なお|訂正|修正|して)")
NOT_MEANT = re.compile(r"じゃな|ではな|でなく|以外|たら|れば|場合|とき")
WANTED = re.compile(
    r"変更|変え|かえて|直し|なおし|訂正|修正|必要|いります|ほしい|欲しい|お願い|に(?:して|します)|(?:練習|添削|対策|相談|作成|通訳|手話|筆談|介助|付き添い|書類|履歴書|面接)です$|人に|忘れ|追加|要り"
)
# A help that is named and nothing else: 「英語の通訳」.
BARE_HELP = re.compile(
    r"[^、。]{0,10}(?:通訳|手話|筆談|要約筆記|字幕|介助|付き添い)(?:で|を?希望(?:し(?:ます|たい))?|あり|も)?(?:です)?"
    r"|通訳[はを]?[^、。]{1,8}語[でをが]?(?:お願い(?:し(?:ます|たい)(?:です)?)?|希望(?:です)?|です)?"
)
# Who comes along: 「母も一緒です」.
SOMEBODY = (
    r"(?:お?母(?:さん|親)?|お?父(?:さん|親)?|親|娘|息子|夫|妻|主人|旦那|家族|姉|妹|兄|弟|子ども|子供|友達|友人"
    r"|支援員(?:さん)?|ヘルパー(?:さん)?)"
)
COMES_ALONG = re.compile(
    rf"{SOMEBODY}(?:も|と|が)、?(?:一緒|いっしょ|同席|付き添|つきそ|隣|となり)(?:に(?:います|参加します|受けます|出ます|相談します|出たい(?:です)?))?"
    rf"(?:し(?:ます|たい)|って(?:くれます|もらいます)|います)?(?:です|で(?:お願いします)?)?"
)
# A purpose that is named and nothing else: 「やっぱり面接練習で」.
BARE_PURPOSE = re.compile(
    r"(?:やっぱ(?:り|し)?|やはり)?、?(?:[^、。]{2,8}?(?:から|じゃなくて?|ではなくて?|をやめて|やめて)、?)?(?P<told>(?:模擬)?面接|履歴書|職務経歴書|応募書類|書類|職業|仕事|就職|転職)の?(?:練習|対策|添削|相談|作成|作り方|書き方|こと)?"
    r"(?:の(?:ほう|方))?(?:で(?:お願い(?:します)?)?|に(?:する|します|しとく)?|がいい|(?<=[習策削談成]))(?:です)?"
)
UNTOLD = re.compile(r"理由[はをも]?、?(?:言い|いい|話し|答え|教え|書き)(?:たくな|たくあり|ませ)")
IS_ASKED = re.compile(
    r"[にでへは]{0,2}(?:変更)?(?:変え(?:られ)?|でき|なり|し(?:てもらえ)?)?(?:ませんか|ないですか|ないか|ん[?？])|は?無理ですか"
)
LEFT_FOR_LATER = re.compile(
    r"(?:(?P<email>メール(?:アドレス)?|メアド|アドレス)|(?P<number>求職番号)|(?P<which>(?<!電話)番号)|電話(?:番号)?|携帯|名前|氏名|相談内容|通訳|介助)"
    r"(?:の(?:方|ほう))?(?:は|について(?:は)?)、?(?:また)?(?:今度|あとで|後で|あとから|後日|次回|当日)"
)
# An answer that somebody gave, and does not stand by.
OVER = re.compile(
    r"[^。]*?(?:(?:って|と)(?:言っ|いっ|ゆっ|書い|答え|送っ|打っ)(?:ちゃっ|てしまい)?(?:た|ました|てた|ていた)|[にを](?:し|選び|選ん|押し)(?:た|だ|ました))"
    r"(?:(?:ん|の)(?:です|だ)?)?(?:けれど|けど|が|のに)も?[、。\s]*(?:やっぱ(?:り|し)?|やはり|本当は|ほんとは)[、。\s]*(?=\S)"
)
ALSO = re.compile(r"も(?:相談|見て|みて|お願い|したい|聞|練習|受け)")
# Ways to talk for who does not hear, of which one may have been chosen.
WITHOUT_SOUND = frozenset({"sign_language", "writing"})
HEARS_BADLY = re.compile(r"(?:聞こえ|きこえ)(?:にく|づら|ずら)")
NAMED_TOO = {
    "purpose": re.compile(r"相談|内容|面接|履歴|経歴|書類|仕事|就職|転職"),
    "support": re.compile(
        r"通訳|手話|筆談|筆記|字幕|介助|付き添|同席|手助け|語[がをのも]?(?:話せ|はなせ|わか|でき|しゃべ)"
    ),
}
NONE_OF = {"email": "none", "support": "none"}
NONE_LABELS = {
    "email": (*LABELS["email"], "アドレス"),
    "support": ("通訳", "介助", "手助け", "手話", "筆談", "付き添い"),
}


def a_value(said: AtQuestion) -> Meant | None:
    """Take one value that is told without the name of its question; None where there is none."""
    said = _in_the_end(said)
    if NOT_MEANT.search(said.text) or said.meaning.negated:
        return None
    if hearing := _hearing(said):
        return hearing
    if moved := _moved(said):
        return moved
    if said.asks or said.meaning.asked:
        return None
    if A_ROW.fullmatch(clean(said.text)):
        return Heard((Say("heard.correct_what"),))
    return _left_for_later(said) or _none(said) or _choice(said) or _name(said)


def _in_the_end(said: AtQuestion) -> AtQuestion:
    """Give what is said behind an answer that is over: 「通訳はいらないって言ったけど、やっぱり手話で」."""
    text = OVER.split(said.text)[-1]
    if text == said.text or not text.strip():
        return said
    return replace(said, text=text, meaning=understand(text, Stage.REVIEW, said.seen.facts.lexicon))


def _hearing(said: AtQuestion) -> Meant | None:
    """Ask who tells at the card that he hears badly how he wants to talk; what he chose before stays."""
    asked, chosen = said.flow.question("support"), said.seen.conversation.answers.get("support")
    if not asked or not chosen or chosen.value in WITHOUT_SOUND:
        return None
    if not hears_not(said.text) and not HEARS_BADLY.search(said.text):
        return None
    named = [value for value, word in (("sign_language", "手話"), ("writing", "筆談")) if word in said.text]
    if len(named) == 1 and not said.asks:
        return put_right(said, asked, asked.take(named[0], said.seen))
    return Switch(said.flow.name, drop=("support",), again=Again(Say("heard.hearing"), counts=False))


def _moved(said: AtQuestion) -> Meant | None:
    """Take a time that is told by how far it is from the one on the card: 「1時間遅らせて」."""
    chosen = said.seen.conversation.answers.get("time")
    if not chosen:
        return None
    result = shifted_from(chosen_start(chosen), said.text, said.seen, DAY)
    if isinstance(result, Again):
        return Switch(said.flow.name, drop=("time",), again=result)
    return result or _only_the_time(said)


def _only_the_time(said: AtQuestion) -> Meant | None:
    """Ask for the time alone where the day is to stay and no other time is named: 「日はいいけど時間が」."""
    named = [one for part in sentences_of(said.text, said.seen.facts.lexicon.spelling) for one in phrases_in(part)]
    is_named = any(any(char.isdecimal() for char in one.text) for one in named)
    wants_it = not is_named and ONLY_THE_TIME.search(plain(said.text)) and said.flow.question("time")
    return Switch(said.flow.name, drop=("time",)) if wants_it else None


def time_beside_the_card(said: AtQuestion) -> Meant | None:
    """Take another time than the one on the card that moves: 「10時半にできませんか」, 「はい、ただし11時」."""
    facts, chosen = said.seen.facts, chosen_start(said.seen.conversation.answers["time"])
    lexicon = facts.lexicon
    if nearby := _moved(said):
        return nearby
    named = [one for part in sentences_of(said.text, lexicon.spelling) for one in phrases_in(part)]
    out = [one for one in named if one.out and not IS_ASKED.match(one.after)]
    if any(is_named_by(one.text, chosen, facts) for one in out) and not days_beside(
        "、".join(one.text for one in named if not one.out), chosen, facts
    ):
        return _beside_what_is_out(said, out)
    phrases = [one for one in named if not one.out or IS_ASKED.match(one.after)]
    if not phrases or (said.meaning.negated and said.meaning.intention is not Intention.MOVE):
        return None
    return _read_beside(said, phrases[-1].text, chosen)


def _beside_what_is_out(said: AtQuestion, out: Sequence[Phrase]) -> Meant | None:
    """Offer other days or times than those ruled out, which hold the one on the card: 「木曜はバイトなんです」."""
    talk = said.seen.conversation
    times_only = all(names_a_part_alone(one.text, said.seen.facts) for one in out)
    drop = ("time",) if times_only else ("day", "time")
    fresh = replace(said.seen, conversation=talk.without(*drop))
    result = read_day_and_time("、".join(f"{one.text}はだめ" for one in out), fresh, DAY)
    return Switch(said.flow.name, drop=drop, again=result) if isinstance(result, Again) else None


def _read_beside(said: AtQuestion, wanted: str, chosen: datetime) -> Meant | None:
    """Read a time on the day of the card, or another day; the day stays where only the time can't be had."""
    asked = said.flow.question("time")
    result = asked.read(wanted, said.seen) if isinstance(asked, Time) else None
    if isinstance(result, Again) and not result.say.key.endswith(".unclear"):
        names_day = not names_a_part_alone(wanted, said.seen.facts)
        return Switch(said.flow.name, drop=("day", "time") if names_day else ("time",), again=result)
    if isinstance(result, Filled) and "time" in result.answers:
        return None if chosen_start(result.answers["time"]) == chosen else result
    return result if isinstance(result, Finish) else None


def other_reason(said: AtQuestion) -> Meant | None:
    """Take another reason for cancelling, which stands on the card: 「理由を体調不良に変えたい」."""
    asked = said.flow.question("reason") if said.question.name == "review" else None
    if asked and UNTOLD.search(said.text):
        return put_right(said, asked, asked.take("untold", said.seen))
    if not asked or "理由" not in said.text or said.asks or not WANTED.search(said.text):
        return None
    told = understand(said.text, Stage.REASON, said.seen.facts.lexicon)
    value = told.values.get("value", "") if told.intention is Intention.ANSWER and told.live else ""
    return put_right(said, asked, asked.take(value, said.seen)) if value else None


def whether_free(said: AtQuestion) -> Heard:
    """Tell whether a time is free that is asked about, on the day of the card where none is named; that one stays."""
    facts, values, chosen = said.seen.facts, said.meaning.values, said.seen.conversation.answers.get("time")
    if chosen and values.get("when") and time_alone(values["when"], facts):
        here = chosen_start(chosen).astimezone(TOKYO)
        values = {**values, "when": f"{here.month}月{here.day}日{values['when']}"}
    return Heard((free_times.told(values, facts), Say("heard.to_take_it")))


def _none(said: AtQuestion) -> Meant | None:
    """Take back what somebody has no need of: 「メールはいりません」."""
    for name, value in NONE_OF.items():
        asked, named = said.flow.question(name), any(label in said.text for label in NONE_LABELS[name])
        if asked and named and name in said.seen.conversation.answers:
            told = understand(said.text, Stage(name), said.seen.facts.lexicon)
            if told.intention is Intention.NONE and told.live:
                return put_right(said, asked, asked.take(value, said.seen))
    return None


def _left_for_later(said: AtQuestion) -> Meant | None:
    """Take out what is left for another time; where it can't be left out, ask what is to be put right."""
    found = LEFT_FOR_LATER.search(said.text)
    if not found:
        return None
    asked = said.flow.question("email") if found["email"] else said.flow.question("number") if found["number"] else None
    if asked and asked.name in said.seen.conversation.answers:
        return put_right(said, asked, asked.take("none" if found["email"] else "unknown", said.seen))
    own = "which_number" if found["which"] else "correct_what"
    return Again(Say(f"heard.{own}"), counts=False)


def _choice(said: AtQuestion) -> Meant | None:
    """Take a choice that is named: 「面接の練習に変更」, 「通訳が必要」; a second purpose needs none."""
    told = clean(said.text)
    if A_LANGUAGE.fullmatch(said.text.strip()) and said.flow.question("support"):
        asked, language = said.flow.question("support"), beside_a_choice(said, INTERPRETER)
        return (
            put_right(said, asked, Filled({"support": Answer(INTERPRETER), **language})) if asked and language else None
        )
    plain = said.text.strip().rstrip("。！!")
    if COMES_ALONG.fullmatch(told) and (asked := said.flow.question("support")):
        return put_right(said, asked, asked.take("companion", said.seen))
    purpose = BARE_PURPOSE.fullmatch(plain)
    bare = BARE_HELP.fullmatch(told) or LABELLED_CHOICE.fullmatch(told) or purpose
    if not (WANTED.search(said.text) or bare):
        return None
    said = replace(said, text=plain[purpose.start("told") :]) if purpose else said
    for name in sorted(CHOICES):
        asked = said.flow.question(name)
        value = named_choice(said.text, name, said.seen.facts.lexicon) if NAMED_TOO[name].search(said.text) else ""
        if asked and value and name == "purpose" and ALSO.search(said.text):
            return Heard((Say("heard.purpose_besides"),))
        if asked and value:
            return put_right(said, asked, Filled({name: Answer(value), **beside_a_choice(said, value)}))
    return None


def _name(said: AtQuestion) -> Meant | None:
    """Take a whole name that is to stand in place of the other: 「山田 花子に変更」."""
    asked, found = said.flow.question("name"), TO_BE.match(clean(said.text))
    if not found or not isinstance(asked, Typed) or on_page(said.seen.facts) or not name_in(found[1]):
        return None
    return put_right(said, asked, asked.read(found[1], said.seen))
