"""The name once more, after it was given: half of it, or how it is to be written."""

import re
from dataclasses import replace

from bot.dialogue.events.at_question import FINAL, AtQuestion, Meant, put_right
from bot.dialogue.outside_flows import answers
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.details_link import on_page
from bot.dialogue.questions.kinds import Again, Filled, Switch
from bot.dialogue.reading import clean
from bot.dialogue.reading.contact.around_a_name import NOW, is_no_name, name_amid
from bot.dialogue.reading.contact.half_name import Half, half_instead, half_told, with_half
from bot.dialogue.reading.contact.name import IN_KANJI, LABELS
from bot.dialogue.reading.contact.name_in_text import name_in
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention

# Who told his family name alone: 「苗字しか書いてない　太郎です」.
GIVEN_LEFT_OUT = re.compile(
    r"(?:お?(?:名字|苗字|みょうじ)|姓)(?:しか|だけ)[^、。\s]{0,12}[、。\s]{1,4}(?P<given>[一-龥々ぁ-んァ-ヶー]{1,5}?)(?:です|でした)?[。！!]?$"
)
LONGEST_FAMILY = 4  # letters
KANJI_WRONG = re.compile(
    r"^(?:(?:す[みい]ません|ごめん(?:なさい)?)[、。\s]{0,4})?(?:漢字|字)(?:が|を|は)?(?:間違|まちが|違|ちが)[^、。\s]{1,8}[、。\s]{1,4}"
    r"([一-龥々ヶ]{1,6}(?:[ \u3000][一-龥々ヶ]{1,4})?)(?:です|でした)?[。！!]?$"
)
# Who wants it changed, and tells to what behind it: 「名前をかえたい 中村 亮太」.
CHANGED_TO = re.compile(
    r"(?:お?名前|氏名|なまえ)(?:を|は|の)?、?(?:(?:変|か)え|変更|直し|なおし|訂正|修正)(?:し)?(?:たい|て(?:ほしい|ください|下さい)|ます|お願いします)?"
    r"(?:です(?:が|けど)?|んです(?:が|けど)?|の(?:です|で)が)?[、。\s]++"
    r"(?P<name>[一-龥々ヶァ-ヶー]{1,8}(?:[ \u3000][一-龥々ヶぁ-んァ-ヶー]{1,8})?)\s?"
    r"(?:です|(?:で|に)(?:お願い(?:します)?|変更|し(?:て(?:ください)?|ます))?)?[。！!]?$"
)
A_KANJI = re.compile("[一-龥]")
BUT = re.compile(r"^(?:あっ?|す[みい]ません|ごめん(?:なさい)?|ちなみに|名前の|氏名の)[、。\s]{0,4}")
A_NAME = re.compile(r"名前|なまえ|氏名|苗字|名字|みょうじ|姓")
WRITTEN = re.compile(
    r"(?P<way>ひらがな|平仮名|カタカナ|かたかな|片仮名|ローマ字|アルファベット|英字|英語|漢字|旧姓|通称名?)(?:表記|書き)?"
    r"(?P<to_be>[でにへ](?:変|書|直|かえ|なお|し[てたま]|お願い|登録|載|表示|よろしく|$|[。、\s]))"
)


def name_with_a_remark(said: AtQuestion) -> Meant | None:
    """Take the name amid what is said of it, and answer what that is about."""
    if said.question.name != "name" or said.asks or on_page(said.seen.facts):
        return None
    result, amid = said.question.read(said.text, said.seen), name_amid(clean(said.text, *LABELS))
    if not amid or not isinstance(result, Filled) or result.answers["name"].value != amid:
        return None
    if said.meaning.intention is not Intention.QUESTION:
        return result
    return replace(result, echo=replace(answers.answer_to(said.meaning.about, said.seen.facts), options=()))


def name_anew(said: AtQuestion) -> Meant | None:
    """Take the half that is told, or say how the whole is to be sent; None where nothing is said of the name."""
    held = said.seen.conversation.answers.get("name")
    if not held or said.question.name == "name" or said.flow.name == "correct":
        return None
    if said.asks or on_page(said.seen.facts) or said.pieces.found.keys() - {"name"}:
        return None
    half = half_told(said.text) or half_instead(said.text, held.value) or _as_it_is_now(said.text, held.value)
    written = WRITTEN.search(said.text)
    if not half and written and (A_NAME.search(said.text) or _is_all(said, written)):
        return Heard((Say("heard.name_written", {"way": written["way"]}),))
    return (changed_half(said, held.value, half) or _whole(said, half)) if half else None


def _as_it_is_now(text: str, held: str) -> Half | None:
    """Give the name after a marriage, or the kanji of the one that is held."""
    if to := CHANGED_TO.search(text.strip()):
        return Half(to["name"], "") if name_in(to["name"]) else None
    if named := NOW.match(text.strip()):
        return None if is_no_name(named["name"]) else Half(named["name"], "family")
    if (left_out := GIVEN_LEFT_OUT.search(text.strip())) and " " not in held:
        return Half(f"{held} {left_out['given']}", "") if len(held) <= LONGEST_FAMILY else None
    kanji = KANJI_WRONG.match(text.strip()) or IN_KANJI.fullmatch(BUT.sub("", text.strip()))
    is_held = kanji and ({*kanji[1]} & {*held} or (not A_KANJI.search(held) and name_in(kanji[1]) == kanji[1]))
    return Half(kanji[1], "") if kanji and is_held else None


def _whole(said: AtQuestion, half: Half) -> Meant | None:
    """Take a whole name that is plainly told to be the right one."""
    asked = said.flow.question("name")
    return put_right(said, asked, asked.read(half.text, said.seen)) if asked else None


def _is_all(said: AtQuestion, written: re.Match[str]) -> bool:
    """Say whether the card is to show something else, and nothing but how is said: 「カタカナにしてください」."""
    return said.question.name in FINAL and clean(said.text).startswith(written.group())


def changed_half(said: AtQuestion, held: str, half: Half) -> Meant | None:
    """Put a half in place of the one that is held, or ask for both; None for a whole name."""
    name, asked = with_half(held, half), said.flow.question("name")
    if name is None or not asked:
        return None
    both = Switch(said.flow.name, drop=("name",), again=Again(Say("heard.both_names"), counts=False))
    return (put_right(said, asked, asked.read(name, said.seen)) if name else None) or both
