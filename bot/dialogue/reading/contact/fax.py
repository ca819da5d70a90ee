"""Numbers of fax machines: nobody is reached there by telephone, so none of them is read as a telephone number."""

import re

NAME = r"(?:[fFＦｆ][aAＡａ][xXＸｘ]|ファッ?クス|ファクシミリ|ふぁっくす)"
DIGITS = r"[+＋]?[0-9０-９][0-9０-９()（）.\- ー－]{7,20}"
FAX = re.compile(rf"{NAME}[^0-9０-９+＋\n、]{{0,12}}{DIGITS}|{DIGITS}[(（]{NAME}[)）]", re.IGNORECASE)
# One line for both.
SHARED = re.compile(
    rf"兼用|共用|同じ|(?:電話|tel|でんわ)\s?[/／・&と兼]\s?{NAME}|{NAME}\s?[/／・&と兼]\s?(?:電話|tel|でんわ)",
    re.IGNORECASE,
)


def without_fax(text: str) -> str:
    """Give a text without the numbers of fax machines that stand in it; one that is for both stays."""
    return text if SHARED.search(text) else FAX.sub("、", text)
