"""Whether somebody who says that he has none, or does not know, speaks of what is asked for or of another thing."""

import re

_DEVICES = r"スマ[ホフ]|スマートフォン|パソコン|(?<![a-z])pc(?![a-z])|タブレット|カメラ|マイク|イヤホン|zoom|ズーム"
_PAPERS = r"履歴書|職務経歴|免許|通訳|手話|筆談|介助|付き添い"
OWN = {
    "number": re.compile(r"番号|カード|受付票|登録|控え"),
    "telephone": re.compile(r"(?<!求職)番号|電話|携帯|ケータイ|けいたい|ガラケー|スマ[ホフ]|固定", re.IGNORECASE),
    "email": re.compile(r"メール|アドレス|メアド|めあど|mail", re.IGNORECASE),
}
OTHERS = {
    "number": re.compile(rf"{_DEVICES}|{_PAPERS}|メール|アドレス|電話|携帯|ガラケー|wi-?fi", re.IGNORECASE),
    "telephone": re.compile(rf"パソコン|タブレット|カメラ|マイク|イヤホン|{_PAPERS}|求職番号|受付票", re.IGNORECASE),
    "email": re.compile(rf"{_DEVICES}|{_PAPERS}|求職番号|受付票|お金|電話[がはも]?(?:でき|出来|かけ)", re.IGNORECASE),
}


def lacks_another_thing(question: str, text: str) -> bool:
    """Tell 「スマホしか持ってない」 at the question for the number from 「持ってない」 and 「カードがない」."""
    return question in OWN and not OWN[question].search(text) and bool(OTHERS[question].search(text))
