"""A number of which the end is told once more in the same text: 「070-1111-2222、いや最後は2223」."""

import re

from bot.dialogue.reading.contact.digits import with_digits
from bot.dialogue.reading.dialect import standard

WHOLE = {
    "telephone": re.compile(r"(?<![\d-])0\d{1,4}[- ]?\d{1,4}[- ]?\d{3,4}(?![\d-])"),
    "number": re.compile(r"(?<![\d-])\d{5}-?\d{4,8}(?![\d-])"),
}
TAKEN_BACK = re.compile(
    r"いや|違(?!いな|いあり)|ちが|間違(?!いな|いあり|いござ)|まちが(?!いな|いあり)|訂正|じゃな|ではな|でなく|正しく"
    r"|やっぱ|あっ?[、 ]|すみません|すいません|ごめん|失礼"
)
OF_THE_END = re.compile(r"最後|さいご|末尾|下\s?\d?[桁け]|後ろ|うしろ|ラスト|終わり|おわり")
COUNT = re.compile(r"下\s?\d(?:桁|けた)|\d(?:桁|けた)")
# Two ends, the one that is wrong first: 「最後9じゃなくて8」, 「最後の8は9の間違い」.
NOT_THE_FIRST = re.compile(r"\d\D{0,3}(?:じゃな|ではな|でな|やな|じゃね)\D{0,4}\d|\dは\d\D{0,4}(?:間違|まちが|誤)")
SHORTEST = 3  # digits that are the last group of a number although nothing is said of its end
OTHER_NUMBER = re.compile(r"前の|古い|以前|昔の|使わ|送らな|かけな|内線|[時分月日]")


def corrected(text: str, kind: str) -> str | None:
    """Give the number with its new end, "" where it is not certain what the end is, None where none is told."""
    plain = with_digits(standard(text))
    found = WHOLE[kind].search(plain) if kind in WHOLE else None
    behind = COUNT.sub("下桁", plain[found.end() :]) if found else ""
    new, of_the_end = re.findall(r"\d+", behind), bool(OF_THE_END.search(behind))
    if not found or not new or WHOLE[kind].search(behind) or OTHER_NUMBER.search(behind):
        return None
    if not of_the_end and not TAKEN_BACK.search(behind):
        return None
    if len(new) == 2 and NOT_THE_FIRST.search(behind) and found.group().endswith(new[0]) and len(new[0]) == len(new[1]):
        new, of_the_end = new[1:], True
    last = re.split(r"\D", found.group())[-1]
    fits = len(new[0]) <= len(last) if of_the_end else SHORTEST <= len(new[0]) == len(last)
    return found.group()[: -len(new[0])] + new[0] if len(new) == 1 and fits else ""
