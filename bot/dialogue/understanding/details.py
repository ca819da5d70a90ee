"""Personal details that stand in a text: found by their shape, or, for a name, by the words around it."""

import re
from collections.abc import Mapping

from bot.dialogue.reading.contact.fax import without_fax
from bot.dialogue.reading.text import half_width, visible
from bot.dialogue.reading.whole_message import NARROW, SHAPES

NAME = re.compile(
    r"(?:名前|なまえ|氏名|苗字|名字|姓)(?:の?(?:漢字|表記))?(?:は|を|が|、)?\s?(?:正しくは|新しく|本当は)?\s?"
    r"([^\s、。はをがのにで]{1,12}(?:[ \u3000][^\s、。はをがのにで]{1,12})?)"
    r"\s?(?:に(?:変|か|直|なお|訂正|修正|な|し[てと]|お願)|へ(?:変|訂正)|です"
    r"|でした|になり|と申し|で登録|でお願い|の(?:間違|まちが|誤))"
)
CORRECTED = re.compile(
    r"(?:正しくは|ではなく|じゃなくて?|でなく|(?:間違|まちが|違)[^、。\s]{0,6}[、。])て?、?\s?"
    r"([^\s、。はをがのにで]{1,12}(?:[ \u3000][^\s、。はをがのにで]{1,12})?)(?:です|でした|に|と|。|$)"
)
# 「苗字が変わったので佐々木太郎にしてください」: the name stands behind why it is another.
BEHIND_THE_REASON = re.compile(
    r"(?:名前|なまえ|氏名|苗字|名字|姓)[がもは、]?(?:(?:結婚|離婚|入籍|再婚|養子)(?:し|をし)?[でて]、?)?(?:変わ|かわ|変更に?な|新しくな)[^、。\s]{0,8}?(?:ので|んで|から|ため|て(?!い)|、)"
    r"(?:、|\s)?(?:今は|いまは|名前を|氏名を|登録を)?"
    r"([^\s、。はをがのにで]{2,12}(?:[ \u3000][^\s、。はをがのにで]{1,12})?)"
    r"\s?(?:に(?:変|か|直|なお|訂正|修正|な|し[てと]|お願)|へ(?:変|訂正)|です|でお願い|で登録|と申し)"
)
# A given name in kana may hold what is a particle elsewhere: 「名前、山本はなこに直して」.
A_WHOLE_NAME = r"([一-龥々ヶ]{1,3}[ \u3000]?[ぁ-ん]{2,4}?|[一-龥々ヶ]{3,6}|[一-龥々ヶ]{1,4}[ \u3000][一-龥々ヶ]{1,4})"
PUT_RIGHT = re.compile(
    rf"(?:名前|なまえ|氏名)[をは、]?\s?{A_WHOLE_NAME}に(?:変更|変え|かえ|直|なお|訂正|修正|し[てと])"
    rf"|(?:名前|なまえ|氏名)[もをは]?、?(?:直|なお|変え|かえ|変更|訂正|修正)[^、。\s]{{1,8}}[、。]\s?{A_WHOLE_NAME}(?:です|でした)"
)
ABOUT_NAME = re.compile(r"名前|なまえ|氏名|苗字|名字|姓|漢字")
CHANGES = re.compile(
    r"になりま|になった|になって|違|間違|まちが|ちがい|変わ|変え|かわり|変更|訂正|直し|なおし|修正|新し|誤"
)
# A number or an address of others, or one that is only spoken of.
OF_OTHERS = re.compile(
    r"求人|件番号|応募|会社の|勤め先|母|父|(?<!丈)夫|妻|息子|娘|兄|姉|弟|妹|友達|友人|知人|家族の|そちら|そっち|ハローワーク|職員さん"
    r"|から(?:の)?(?:電話|着信|連絡|メール)|(?:電話|着信|連絡|メール)が(?:あり|来|き)|(?:誰|だれ|どこ)の|って(?:知|何|誰|だれ|どこ|そちら)"
    r"|ないで|消して|けして|使わな|使ってな|昔の|古い|ですか[。\s]*$|[?？]\s*$"
)
OWN = re.compile(r"新し|変わ|変え|かえて|変更|にして|直して|訂正|に登録")
NO_NAME = re.compile(
    r"しか|だけ|書い|抜け|忘れ|違|間違|まちが|じゃな|ではな|でなく|変わ|変え|かわ|大丈夫|必要|何|どう|なん|漢字|そのまま|本名|ニック|カタカナ|ひらがな|ローマ字|ふりがな|フリガナ|読み方|スペース|旧姓|正し|同じ|あって|合って|いい|あと|先ほど|さっき|予約|相談|番号|電話|です|ます|[?？\d@]"
)


def details_in(text: str) -> Mapping[str, str]:
    """Give the details whose shape is certain, by field, as they stand in the text."""
    plain = without_fax(visible(text)).translate(NARROW)
    if not any(char.isdecimal() or char == "@" for char in plain):
        return {}
    found = {}
    for field, shape in SHAPES.items():
        match = shape.search(plain)
        if match:
            found[field] = match.group()
            plain = plain[: match.start()] + " " * len(match.group()) + plain[match.end() :]
    return found


def name_told(text: str) -> str:
    """Give the name that a text says to be the right one, "" when it says none with certainty."""
    plain = half_width(visible(text))
    for pattern in (BEHIND_THE_REASON, CORRECTED, PUT_RIGHT, NAME) if ABOUT_NAME.search(plain) else ():
        match = pattern.search(plain)
        told = next(filter(None, match.groups()), "") if match else ""
        if told and not NO_NAME.search(told):
            return told.strip()
    return ""


def is_of_others(text: str) -> bool:
    """Say whether what a text holds is not told as one's own: 「080-…から電話がありましたが」."""
    return bool(OF_OTHERS.search(text)) and not OWN.search(text)
