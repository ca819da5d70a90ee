"""What was answered before and is told anew, or only found now, at a later question: it is taken, and named."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.booking.model import Answer
from bot.dialogue.events.asides.told_in_part import (
    held_question,
    name_and_value,
    neither,
    only_pointed_at,
    part,
    read_anew,
)
from bot.dialogue.events.at_question import FINAL, WHEN, AtQuestion, Meant, beside_a_choice, put_right, shown_together
from bot.dialogue.events.review.several_at_review import CLAUSES
from bot.dialogue.outside_flows import answers
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.details_link import on_page
from bot.dialogue.questions.kinds import Again, Filled, Seen, Switch
from bot.dialogue.questions.named_choice import named_choice, named_way
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.reading import Value, clean, read_telephone
from bot.dialogue.reading.calls import CAN_NOT_TALK, NO_TELEPHONE, OUT_OF_ORDER
from bot.dialogue.reading.last_word import overruled
from bot.dialogue.reading.text import visible
from bot.dialogue.reading.told_only import is_of_another, is_only_told
from bot.dialogue.reading.whole_message import BARE_LABEL, NARROW, SHAPES, pieces_in
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention, Stage, understand_by_rules
from bot.dialogue.understanding.details import is_of_others

CORRECTS = re.compile(
    r"やっぱ|やはり|訂正|間違|まちが|違い?ま|違っ|変え|かえて|変更|直し|の(?:方|ほう)[にで]|にして|でした|だった|正しく|新し|今は|いまは"
    r"|^(?:あ|え)[ぁっー、。\s]|すみません|すいません|ごめん|失礼|じゃな|ではな"
)
LABELLED = {
    "telephone": re.compile(r"電話|携帯|けいたい|ケータイ|スマホ|連絡先|(?i:tel)"),
    "email": re.compile(r"メール|メアド|アドレス|(?i:mail)"),
    "number": re.compile(r"番号|求職|カード|受付票"),
}
ANOTHER = re.compile(r"もう(?:一|1|１|ひと)(?:つ|個)|予備|(?:他|ほか|別)(?:に|の番号)も|追加|両方")
NO_MAIL = re.compile(
    r"(?:メール(?:アドレス)?|メアド|アドレス)(?:の登録)?(?:だけ)?[はをもの]?、?(?:やっぱり?|やはり)?、?(?:なし|無し|いらな|要らな|いりませ|要りませ|不要|消し|消去|削除|外し"
    r"|はずし|取り?消し|取り?下げ|やめ|使わな|送らない|なくて(?:いい|大丈夫|お願い))"
)
NO_NUMBER = re.compile(
    r"(?:電話|携帯)(?:の?番号)?[はをも]?、?(?:やっぱり?|やはり)?、?(?:消し(?!まし|た)|けして|消去|削除|外して|はずして|取り?消して|載せない|のせない|登録しない)"
)
NUMBER_IN_THE_END_UNKNOWN = re.compile(
    r"番号[はをも]?.{0,6}?(?:わからない|分からない|不明|なし|空欄)に(?:変|し[てた]|訂正|直|$)"
)
# When somebody may be called, or that he can't be: no answer to what is asked, and no number.
OF_CALLS = re.compile(
    r"(?:電話|連絡|着信)[はをもに]?[^、。]{0,12}(?:[0-9]時|夕方|午前|午後|夜|昼|朝|平日|土日|休み)[^、。]{0,10}(?:かけて|くださ|下さ|お願い|出ら?れ|つなが|繋が|ほし|助か)"
    r"|(?:電話(?!番号)|着信)[はをにも]?[^、。]{0,8}?(?:かけない|かけてこない|しない|鳴らさない|出ら?れ(?:な|ま)|使え(?:な|ま))"
)
# The same where the number is asked for, which is told all the same: 「日中は仕事で出れません」.
WHEN_CALLED = re.compile(
    r"(?:日中|昼間?|平日|午[前後]|朝|夕方|夜|[0-9]時)(?:(?:は|だと|なら|に)[^、。]{0,10}?(?:出ら?れ[なま]|つながらな|取れ[なま])"
    r"|(?:に|以降に?|だけ)[^、。か変移]{0,6}?(?:かけて|お願い|ください))"
)
NO_CALLS = re.compile(
    r"^(?:です|でした)?[。、\s]*+(?:(?:でも|ただし?|が|けど|なるべく|できれば)[、\s]*+)?(?:電話|連絡|着信)"
)
KNOWS_IT_NOT = re.compile(r"(?:覚えて|おぼえて)(?:い)?(?:な|ませ)|思い出せ(?:な|ま)|番号[^、。]{0,8}忘れ(?:た|ま|て)")
# Who is asked for his address, and would rather be called.
RATHER_CALLED = re.compile(
    r"(?:メール|メアド|アドレス)?[^、。]{0,6}(?:より|じゃなくて?|ではなくて?)[、]?電話(?:の?(?:ほう|方))?(?:が|で|に)|電話(?:の?(?:ほう|方))が(?:いい|良い|助か|楽|早い)"
)
# What a clause says in the end that begins with something else: 「必要ないって言ったけど筆談がいる」.
TURNS = re.compile(r"(?:けれど|けど|のに|ですが|ますが|たが)も?、?")
A_HELP = re.compile(r"手話|筆談|要約筆記|文字で|通訳|字幕|付き添|つきそ|介助|同席|耳が|聞こえ|語[がはしをで]")
WANTS_HELP = re.compile(
    r"忘れ|必要|要[りるい]|(?:同席|付き添|介助)[^、。]{0,6}(?:たい|です|します|ます)|(?:が|も|を|に|で)?い(?:る|り)(?:$|ます|ん|の)|います|来ま|お願い|おねがい|ほし|欲し|希望|にして|に(?:変|かえ)|つけ|付け|頼|くださ|下さ"
    r"|やっぱ|やはり|もです|も(?:。|$)|でした|一緒|いっしょ"
)
NO_HELP = re.compile(r"いら|いりま|要ら|要りま|不要|なし|無し|必要な[いく]|必要あ|なくて|大丈夫|結構|やめ|取り?消")
DECLINED = re.compile(
    r"(?:通訳|手話|筆談|介助|付き添い)(?:の人)?[はもを]?、?(?:やっぱり?|やはり|もう)?、?(?:いい(?:です)?[。！!]*$|いら|要ら|不要|なし|必要な|結構|やめ)"
)
ALONE = re.compile(r"(?:1|一|１|ひと)人(?:で(?:も)?(?:大丈夫|いい|平気|参加|受け|行|出|できま)|に(?:な|し)|です)")
# Asked in form, and wished for: 「筆談に変更できますか」.
ASKED_FOR = re.compile(
    r"(?:[にをも](?:変更|変え|し|つけ|付け|お願い|直)|お願い)[^、。]{0,6}?(?:でき|もらえ|いただけ|くれ|可能で)(?:ます|です|ません|る)?(?:でしょう)?か"
)
HELPS = {
    "sign_language": re.compile(r"手話"),
    "writing": re.compile(r"筆談|要約筆記|字幕|文字で"),
    "interpreter": re.compile(r"(?<!手話)(?<!手話の)通訳"),
    "companion": re.compile(r"付き添|つきそ|介助|同席"),
}
ONLY_A_HELP = re.compile(
    r"(?:あ[っ、。\s]*)?(?:手話|筆談|要約筆記|通訳|字幕|介助|付き添い)(?:通訳|の人|者)?(?:も|で|が|を)?(?:です|希望)?[。！!\s]*"
)
PURPOSE_TO_BE = re.compile(
    r"(?:面接|履歴書|経歴書|書類|職業相談|仕事の相談|その他)(?:の?(?:練習|対策|添削|相談|作成|作り方|書き方))?(?:の(?:ほう|方))?"
    r"(?:[にへをがでも]?(?:変|かえ|戻|もど|し(?:て|ます|たい)|する|お願い|なお|直|いい|良い|希望|頼|でした|だった|です|$)|[にで]$)"
)
ALSO = re.compile(r"も(?:相談|見て|みて|お願い|したい|聞|練習|受け)")
ONE_HELD = frozenset({"email", "purpose", "support"})  # questions at which another number is asked about
LONGEST_NAME = 16  # characters of a name that stands beside data, with 「です」
A_PURPOSE = re.compile(
    r"相談(?:内容|の?目的)?は|相談内容|やっぱ|やはり|さっき|先ほど|変え|変更|訂正|じゃな|ではな|間違"
)


def told_late(said: AtQuestion) -> Meant | None:
    """Take what was answered before; None where the text is none of that."""
    if said.flow.name == "correct" or "consent" not in said.seen.conversation.answers or on_page(said.seen.facts):
        return None
    if told := neither(said) or only_pointed_at(said):
        return told
    whether_none = said.meaning.intention is Intention.NONE and said.meaning.asked
    if said.question.name == "email" and not said.pieces.found and (RATHER_CALLED.search(said.text) or whether_none):
        return Heard((answers.answer_to("email_form", said.seen.facts),))
    if said.question.name == "telephone" and (number := _number_without_calls(said) or _can_not_talk(said)):
        return number
    if said.asks:
        return (_support(said) or _purpose(said)) if ASKED_FOR.search(said.text) else None
    data = part(said) or name_and_value(said) or _data(said)
    if isinstance(data, Filled):
        return _with_the_day(said, data)
    return data or _of_calls(said) or _alone_after_all(said) or _support(said) or _purpose(said)


def _data(said: AtQuestion) -> Meant | None:
    """Take a number or an address, or two of them in one text."""
    told = [one for one in (_telephone(said), _email(said), _number(said)) if one]
    filled = [one for one in told if isinstance(one, Filled)]
    if len(filled) < 2:
        return told[0] if told else None
    answers = {name: answer for one in filled for name, answer in one.answers.items()}
    return Filled(answers, Say("heard.changed_all", {"items": shown_together(said, answers)}))


def _alone(said: AtQuestion, name: str) -> str:
    """Give the one value of a kind that stands in a text with nothing of another; the last where the first is held."""
    found = [one.group() for one in SHAPES[name].finditer(visible(said.text).translate(NARROW))]
    others = {one for one, piece in said.pieces.found.items() if piece.labelled or one != "name"} - {name}
    if not found or others or (said.question.name not in WHEN and said_of_days(said.pieces.rest, said.seen.facts)):
        return ""
    other = len(found) == 2 and overruled(said.text) and found[0] != found[1]
    return found[-1] if len(set(found)) == 1 or other else ""


def _telephone(said: AtQuestion) -> Meant | None:
    asked = held_question(said, "telephone")
    if (
        asked
        and NO_NUMBER.search(said.text)
        and not said.pieces.found
        and said.seen.conversation.answers["telephone"].value
    ):
        return Switch(said.flow.name, drop=("telephone",), again=Again(Say("heard.no_telephone"), forced=False))
    number = _alone(said, "telephone") if asked else ""
    if not asked or not number or said.is_no_statement:
        return None
    if is_of_another(said.text, number, "telephone"):
        return Heard((Say("heard.only_it"),))
    held = said.seen.conversation.answers["telephone"]
    if held.value and ANOTHER.search(said.text):
        return Heard((Say("heard.one_telephone", {"value": held.value}),))
    is_meant = LABELLED["telephone"].search(said.text) or CORRECTS.search(said.text) or not held.value
    if is_meant and not is_of_others(said.text):
        return read_anew(said, asked, number)
    return Heard((Say("heard.one_telephone", {"value": held.value}),)) if said.question.name in ONE_HELD else None


def _email(said: AtQuestion) -> Meant | None:
    asked = held_question(said, "email")
    if not asked:
        return None
    if NO_MAIL.search(said.text) and "@" not in said.text:
        with_a_day = said.question.name not in WHEN and said_of_days(said.text, said.seen.facts)
        if said.pieces.found.keys() - {"telephone"} or with_a_day:
            return None
        return put_right(said, asked, asked.take("none", said.seen))
    address = _alone(said, "email")
    if not address or said.is_no_statement or is_of_another(said.text, address, "email") or is_of_others(said.text):
        return None
    is_meant = LABELLED["email"].search(said.text.replace(address, "")) or CORRECTS.search(said.text)
    return read_anew(said, asked, address) if is_meant or not said.seen.conversation.answers["email"].value else None


def _number(said: AtQuestion) -> Meant | None:
    """Take a job-seeker number that was found meanwhile: 「番号ありました、13010-1234567」."""
    asked = held_question(said, "number")
    if not asked:
        return None
    if NUMBER_IN_THE_END_UNKNOWN.search(said.text) and not LABELLED["telephone"].search(said.text):
        return put_right(said, asked, asked.take("unknown", said.seen))
    number = _alone(said, "number")
    if not number or said.is_no_statement or LABELLED["telephone"].search(said.text):
        return None
    label = LABELLED["number"].search(said.text)
    is_meant = label or (not said.seen.conversation.answers["number"].value and not number.startswith("0"))
    another = is_of_another(said.text, number, "number") or is_of_others(said.text)
    return read_anew(said, asked, number) if is_meant and not another else None


def _number_without_calls(said: AtQuestion) -> Filled | None:
    """Take a number beside a wish about calls: 「090-…です。でも電話はしないでください」."""
    number = _alone(said, "telephone")
    behind = said.text.translate(NARROW).partition(number)[2] if number else ""
    if not number or not NO_CALLS.match(behind) or not OF_CALLS.search(behind):
        return None
    read = said.question.read(number, said.seen)
    return Filled(read.answers, Say("heard.calls")) if isinstance(read, Filled) else None


def _can_not_talk(said: AtQuestion) -> Again | None:
    """Tell who can't talk on the telephone, or does not know his number, how it goes on without one."""
    told = any(one.search(said.text) for one in (CAN_NOT_TALK, KNOWS_IT_NOT, OUT_OF_ORDER))
    is_told = not said.pieces.found and not said.asks and told
    return Again(Say("heard.no_telephone"), forced=False) if is_told else None


def _of_calls(said: AtQuestion) -> Meant | None:
    """Say how a wish about calls comes to staff."""
    held = said.seen.conversation.answers.get("telephone")
    with_a_day = said.question.name in WHEN and said_of_days(said.text, said.seen.facts)
    if said.question.name == "telephone" and not said.pieces.found and WHEN_CALLED.search(said.text):
        return Heard((Say("heard.calls"),))
    if not held or said.pieces.found or said.question.name == "telephone" or with_a_day:
        return None
    if not held.value and NO_TELEPHONE.search(said.text):
        return Heard((Say("heard.without_telephone"),))
    return Heard((Say("heard.calls"),)) if OF_CALLS.search(said.text) else None


def _alone_after_all(said: AtQuestion) -> Meant | None:
    """Take nobody along who was told to come along: 「やっぱり一人で大丈夫」."""
    asked = held_question(said, "support") if said.question.name in WHEN else None
    along = asked and said.seen.conversation.answers["support"].value == "companion"
    if not asked or not along or not ALONE.search(said.text) or said_of_days(said.text, said.seen.facts):
        return None
    return put_right(said, asked, asked.take("none", said.seen))


def _support(said: AtQuestion) -> Meant | None:
    """Take a help that is remembered where the day is asked for: 「手話通訳がいるのを忘れてました」."""
    asked = held_question(said, "support") if said.question.name in WHEN else None
    if not asked or not A_HELP.search(said.text):
        return None
    told = _in_the_end(said.text)
    meant = understand_by_rules(told, Stage.SUPPORT, said.seen.facts.lexicon)
    if NO_HELP.search(told) or DECLINED.search(said.text):
        none = (meant.intention is Intention.NONE and meant.live) or DECLINED.search(said.text)
        return put_right(said, asked, asked.take("none", said.seen)) if none else None
    if meant.negated or meant.reported or is_only_told(told, "support", ""):
        return None
    named = [value for value, words in HELPS.items() if words.search(told)]
    value = named_way(told) or (named[0] if len(named) == 1 else named_choice(told, "support", said.seen.facts.lexicon))
    if not value and meant.values.get("value") == "hearing":
        return Switch(said.flow.name, drop=("support",), again=Again(Say("heard.hearing"), counts=False))
    if not value or not (WANTS_HELP.search(said.text) or ONLY_A_HELP.fullmatch(said.text)):
        return None
    result = put_right(said, asked, Filled({"support": Answer(value), **beside_a_choice(said, value)}))
    return _with_the_day(said, result)


def _purpose(said: AtQuestion) -> Meant | None:
    """Take another purpose that is named later: 「相談内容を書類に変えて」, 「職業相談じゃなくて書類でした」."""
    asked = held_question(said, "purpose")
    if not asked or (said.question.name in FINAL and not overruled(said.text)):
        return None
    told = _in_the_end(said.text)
    if (
        not (A_PURPOSE.search(said.text) or ALSO.search(told))
        or not PURPOSE_TO_BE.search(told)
        or (said_of_days(told, said.seen.facts) and said.question.name not in WHEN)
    ):
        return None
    if ALSO.search(told) and said.question.name in WHEN:
        return Heard((Say("heard.purpose_besides"),))
    lexicon = said.seen.facts.lexicon
    if said.question.name == "support" and named_choice(told, "support", lexicon):
        return None
    named = pieces_in(told).found.get("purpose")
    value = named_choice(told, "purpose", lexicon) or (named.text if named else "")
    return _with_the_day(said, put_right(said, asked, Filled({"purpose": Answer(value)}))) if value else None


def _with_the_day(said: AtQuestion, put: Filled | None) -> Meant | None:
    """Take the day or time that is told beside what is put right, or ask about it."""
    text = said.pieces.rest if said.pieces.found.keys() & SHAPES.keys() else said.text
    named = put and said.question.name in WHEN and said_of_days(text, said.seen.facts)
    days = [one for one in CLAUSES.split(text) if one and said_of_days(one, said.seen.facts)]
    when = said.question.read(clean("、".join(days) or text), said.seen) if named else None
    if put and isinstance(when, Again):
        return Switch(said.flow.name, put.answers, again=replace(when, say=replace(when.say, before=put.echo)))
    return Filled({**when.answers, **put.answers}, put.echo) if put and isinstance(when, Filled) else put


def _in_the_end(text: str) -> str:
    told = overruled(text)
    last = told[1] if told else text
    return TURNS.split(last)[-1] or last


def name_beside_data(said: AtQuestion) -> Meant | None:
    """Take a name that is told with a number or an address behind it: 「原田です。090-…」."""
    found = {name: one for name, one in said.pieces.found.items() if name in SHAPES}
    if said.question.name != "name" or not found or said.asks or on_page(said.seen.facts):
        return None
    rest = visible(said.text).translate(NARROW)
    for one in found.values():
        rest = rest.replace(one.text, "\n")
    parts = [one.strip("。、 ") for one in BARE_LABEL.sub("", rest).split("\n")]
    pieces = [one for one in parts if one.strip("です")]
    if any("、" in one for one in pieces):
        return None
    told = said.question.read(clean(pieces[0]), said.seen) if len(pieces) == 1 else None
    if not isinstance(told, Filled) or len(pieces[0]) > LONGEST_NAME:
        return None
    answers = dict(told.answers)
    for name, one in found.items():
        asked = said.flow.question(name)
        read = asked.read(one.text, said.seen) if asked else None
        answers |= read.answers if isinstance(read, Filled) else {}
    return Filled(answers, said.flow.several.understood(_with(said, answers), answers) if said.flow.several else None)


def _with(said: AtQuestion, answers: Mapping[str, Answer]) -> Seen:
    return said.with_conversation(said.seen.conversation.answered(answers))


def telephone_for_the_number(said: AtQuestion) -> Meant | None:
    """Take a telephone number that is told with a job-seeker number that has no sure shape, or with not knowing it."""
    number = _alone(said, "telephone") if said.question.name == "number" else ""
    if not number or said.asks or not isinstance(read_telephone(number), Value):
        return None
    asked, plain = said.flow.question("telephone"), visible(said.text).translate(NARROW)
    rest = plain.replace(number, "、")
    unknown = said.question.read(rest, said.seen)
    if not asked or not isinstance(unknown, Filled):
        return None
    taken = asked.read(number, said.seen)
    if not isinstance(taken, Filled):
        return None
    told = {**unknown.answers, **taken.answers}
    shown = Say("heard.kept_all", {"items": shown_together(said, told)})
    return Filled(told, shown if told["number"].value else Say("heard.number_later"))
