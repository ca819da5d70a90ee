"""The choice that a correction names: 「相談内容を面接の練習に」."""

import re

from bot.dialogue.understanding import Intention, Lexicon, Stage, understand

CHOICES = frozenset({"purpose", "support"})
# Of the ways of help each by its words; of two that are named with 「と」 one is to be chosen.
HELPS = ("(?<!手話)(?<!手話の)通訳", "手話", "筆談|筆記|チャット|字幕", "付き添|つきそ|介助|ヘルパー")
TWO_AT_ONCE = re.compile(r"両方|どちらも|どっちも|と|も|、")
TWO_PURPOSES = re.compile(r"面接.*(?:履歴書|職務経歴|書類)|(?:履歴書|職務経歴|書類).*面接", re.DOTALL)

# 「手話はいらないけど筆談があると助かる」
DECLINED_HELP = re.compile(
    r"(?:手話|筆談|筆記|字幕|通訳|付き添い|介助)(?:通訳|の人|者)?(?:は|も|じゃなくて?|ではなくて?)、?(?:でき(?:な|ませ)|いら|要ら|いりま|不要|必要な|なくて(?:いい|大丈夫)|わから|無理|結構|大丈夫)"
    r"[^、。]{0,8}?(?:けれど|けど|ので|んで|から|が|で|し|、)"
)
WAY = re.compile(
    r"(手話|筆談|要約筆記|チャット|字幕)(?:の(?:方|ほう))?[でをが](?:お願い|おねがい|いい|良い|よい|希望|頼み|話し|相談し)"
)
# 「相談内容」 names no consultation, and what it is to be stands before 「にしたい」.
LABEL = re.compile(r"相談の?(?:内容|目的)(?:だけ|のみ|も|[をはがにの、])+")
TO_BE = re.compile(r"(?:の?(?:方|ほう))?[にへ](?:変|かえ|し[てたま]|直|なお|訂正|修正|お願い)")
# What stands before it is what is no longer wished for: 「職業相談をやめて模擬面接に」.
IN_PLACE = re.compile(
    r"[をは](?:取り?)?(?:やめ|止め)て|の?(?:代わ|替わ|かわ)りに"
    r"|(?<=[談習接策削書類他成])から(?=[^、。]{2,16}[にへ](?:変|かえ|し[てたま]|切り?替|なお|直))"
)


def names_two_helps(text: str) -> bool:
    """Say whether two ways of help are named at once, of which only one can be kept; one that is declined is none."""
    text = DECLINED_HELP.sub("", text)
    return sum(bool(re.search(words, text)) for words in HELPS) > 1 and bool(TWO_AT_ONCE.search(text))


def named_way(text: str) -> str:
    """Give the way in which somebody who hears badly asks to talk: 「耳が遠いのでチャットでお願いします」."""
    found = WAY.search(text)
    return ("sign_language" if found[1] == "手話" else "writing") if found else ""


def named_choice(text: str, question: str, lexicon: Lexicon) -> str:
    """Give the value that is named for a question, "" when none is, or more than one."""
    if question not in CHOICES:
        return ""
    told = understand(_behind_its_label(text), Stage(question), lexicon)
    named = [
        one for one in (told, *told.also) if one.intention is Intention.ANSWER and one.about == question and one.live
    ]
    value = named[0].values.get("value", "") if named else ""
    two = question == "purpose" and TWO_PURPOSES.search(IN_PLACE.split(text)[-1])
    return value if value != "hearing" and not two else ""


def _behind_its_label(text: str) -> str:
    """Give what it is to be, without its label or what it replaces before it, and what is to be done behind it."""
    label = LABEL.search(text)
    named = IN_PLACE.split(text[label.end() :] if label else text)[-1]
    return TO_BE.split(named, maxsplit=1)[0] or text
