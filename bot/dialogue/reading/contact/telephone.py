"""Telephone numbers, Japanese and foreign, by the tables of phonenumbers."""

import re
from functools import lru_cache

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
)

from bot.dialogue.reading.contact.digits import with_digits
from bot.dialogue.reading.contact.fax import without_fax
from bot.dialogue.reading.results import Retry, Value
from bot.dialogue.reading.text import LATELY, clean

LABELS = (
    "電話番号",
    "電話",
    "携帯番号",
    "携帯電話",
    "携帯",
    "携帯電話番号",
    "連絡先",
    "TEL",
    "Tel.",
    "でんわ",
    "でんわばんごう",
)
JAPAN = 81
TAKEN = frozenset(
    {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)
REFUSED = {
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.UAN: "navi_dial",
}
SPECIAL = {"0570": "navi_dial", "0120": "toll_free", "0800": "toll_free", "0990": "premium"}
AREA = re.compile(r"(?<![\d+-])[(]?(0\d{1,4})(?:[)]-?|[-. ]) ?\d")
ODD = frozenset({"not_a_telephone", "too_long", "too_short"})
ABROAD = range(8, 16)  # digits
EMERGENCY = frozenset({"110", "118", "119"})
SHAPES = (re.compile(r"\+?[\d(][\d()\-. ]*"), re.compile(r"\+?[\d(][\d()\-.]*"))


@lru_cache(LATELY)
def read_telephone(text: str) -> Value | Retry:
    """Read a telephone number: the value in national form (foreign: international), the key in E.164."""
    plain = with_digits(clean(without_fax(text), *LABELS))
    if not re.search(r"\d", plain) and without_fax(text) != text:
        return Retry("fax")
    written = [found for shape in SHAPES for found in shape.findall(plain)]
    for number in filter(None, map(_parsed, written)):
        if is_valid_number(number):
            return _taken(number, plain)
    digits = re.sub(r"\D", "", max(written, key=len, default=""))
    reason = _why_not(digits, plain)
    return Retry("maybe_foreign" if reason in ODD and _may_be_foreign(digits, plain) else reason)


def _may_be_foreign(digits: str, plain: str) -> bool:
    """Say whether digits that are no Japanese number may be one of another country, without its sign."""
    if "+" in plain or len(digits) not in ABROAD or re.match("0[5-9]0", digits):
        return False
    return not digits.startswith("0") or digits.startswith(("010", "00")) or bool(re.match("09[1-9]", digits))


def _parsed(written: str) -> PhoneNumber | None:
    try:
        return parse(written, "JP")
    except NumberParseException:
        return None


def _is_regrouped(number: PhoneNumber, plain: str) -> bool:
    """Say whether an area code was written, and it would be shown as another: (02) 2345 6789 is not 022-345-6789."""
    written = AREA.search(plain)
    if number.country_code != JAPAN or not written or number_type(number) is not PhoneNumberType.FIXED_LINE:
        return False
    return format_number(number, PhoneNumberFormat.NATIONAL).partition("-")[0] != written[1]


def _taken(number: PhoneNumber, plain: str) -> Value | Retry:
    if _is_regrouped(number, plain):
        return Retry("area_code")
    sort = number_type(number)
    if sort not in TAKEN:
        return Retry(REFUSED.get(sort, "not_a_telephone"))
    shape = PhoneNumberFormat.NATIONAL if number.country_code == JAPAN else PhoneNumberFormat.INTERNATIONAL
    return Value(format_number(number, shape), format_number(number, PhoneNumberFormat.E164))


def _why_not(digits: str, plain: str) -> str:
    if digits in EMERGENCY:
        return "emergency"
    if digits[:4] in SPECIAL:
        return SPECIAL[digits[:4]]
    if not digits:
        return "not_a_telephone"
    shortest, longest = _sizes(digits, foreign="+" in plain)
    if len(digits) < shortest:
        return "too_short"
    return "too_long" if len(digits) > longest else "not_a_telephone"


def _sizes(digits: str, *, foreign: bool) -> tuple[int, int]:
    """Give the fewest and most digits that a number like this can have."""
    if foreign:
        return 8, 15
    return (11, 11) if re.match("0[5-9]0", digits) else (10, 11)
