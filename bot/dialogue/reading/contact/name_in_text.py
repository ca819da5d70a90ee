"""A person's name that stands unlabelled in a message: only what can hardly be anything else."""

import re
import unicodedata

from bot.dialogue.reading.text import LATER_KANJI, clean

SEGMENT = re.compile(r"[\n、。,，;；:：/／|｜「」『』()（）【】\[\]!！?？\x00]+")
AMONG_DATA = re.compile(rf"(?:{SEGMENT.pattern})|[\s\x00]+")
READING = re.compile(r"[(（][ぁ-んァ-ヶー\s\u3000]+[)）]")
INTRODUCED = re.compile(r"(?:私は|わたしは)?([^\s、。].{1,24}?)と(?:申し|もうし|いい|言い)ます")
# Found in what people are, want and write about, and seldom in a name; a name that holds one is asked for.
NO_NAME = frozenset(
    "職業相談予約望面接練習就活動校員社者的件電話番号連絡先氏名住所年時分午後前週曜可能無不未済内容当確認変更取消質問用事体調必要"
    "録登履歴書類経験退転勤求募集支援申込願了解承第回歳男女性県区駅州階室館療護師士医歯科務営製造場介析研究界作擬検査進路辞規初再"
    "程整急婦卒既障害患椅覚在予通院妊籍労継続留短保険給付失児育親族代理夫妻方法利始終参加送受届待返済件添削説明案便都合何誰絶対違忘"
)
NOT_A_NAME = re.compile(
    r"人$|本人|友人|知人|代表|[市県区町村駅府]$|平日|土日|祝日|学生|[明本今昨]日|[一二三四五六七八九十][月日]|[一二三四五六七八九十]人"
)


# Kanji and then kana, as in 木村さやか; what ends in grammar is none.
WITH_KANA = re.compile(r"[一-龥々]{1,3}(?:[ぁ-ん]{2,4}|[ァ-ヶー]{2,6})")
GRAMMAR = re.compile(
    r"(?:です|ます|した|する|して|から|まで|より|たい|ない|ので|けど|さい|こと|とか|など|には|では|との|でも|だけ|くらい|ぐらい|ごろ|ころ"
    r"|しく|しい|かも|とき|ため|もの|いい|ある|いる|くる|れる|せる|える|いて|って|んで|よう|そう|まえ|あと|ほど|など|ください|[はがをにでも])$"
)


def name_in(text: str, *, among_data: bool = False) -> str:
    """Find the one name in a text, "" when there is none or more than one thing may be it.

    among_data  numbers or an address stand beside it, so that a piece like 「木村さやか」 is hardly anything else
    """
    introduced = INTRODUCED.findall(READING.sub("", text))
    if len(introduced) == 1:
        return _last_of(introduced[0])
    names = {name for segment in SEGMENT.split(READING.sub("", text)) for name in [_name(segment)] if name}
    if not names and among_data:
        pieces = (clean(segment, "私", "わたし") for segment in AMONG_DATA.split(READING.sub("", text)))
        names = {one for one in pieces if WITH_KANA.fullmatch(one) and not NO_NAME & {*one} and not GRAMMAR.search(one)}
    return names.pop() if len(names) == 1 else ""


def _last_of(introduced: str) -> str:
    """Give what stands before 「と申します」 when it is a name and nothing more."""
    name = SEGMENT.split(introduced)[-1].strip()
    return "" if NO_NAME & {*name} or re.search("[をにはが]", name) else name


def _name(segment: str) -> str:
    words = [word for word in clean(segment, "私", "わたし").split() if not NO_NAME & {*word}]
    name = " ".join(words)
    if not words or len(words) > 2 or name not in segment or NOT_A_NAME.search(name):
        return ""
    letters = sum(1 for char in name if _is_kanji(char))
    if len(words) == 1:
        return name if _is_all_kanji(name) and 3 <= letters <= 6 else ""
    return name if _is_all_kanji(words[0]) and all(map(_may_name, words)) else ""


def _may_name(word: str) -> bool:
    return len(word) <= 8 and (_is_all_kanji(word) or bool(re.fullmatch("[ぁ-ん]{2,5}|[ァ-ヶー]{2,8}", word)))


def _is_all_kanji(word: str) -> bool:
    return all(_is_kanji(char) or unicodedata.category(char) == "Mn" or char in "々〆ヶノ" for char in word)


def _is_kanji(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK ") or ord(char) in LATER_KANJI
