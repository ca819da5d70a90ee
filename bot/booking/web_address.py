"""Whether a name holds an address of the web, or of anything else that a program would make a link of.

A point in a name is followed by a space or by an initial, or stands behind an initial or a short title: 「J. R. Smith」
「Ma.Teresa」. Anything else with letters on both sides of a point is taken for an address; a space makes it a name.
"""

import re
import unicodedata
from itertools import pairwise

from bot.booking.text import compatible

# Without compatibility characters: full width and small forms are folded before. Browsers take the ideographic one.
STOPS = ".。\u06d4\u0701\u0702\ua4f8"
DOTS = re.compile(rf"[{STOPS}・·•∙⋅]")
WORD = re.compile(r"[\w-]*")
SCHEME = re.compile(r"h(?:tt|xx)ps?|://|:\\\\|\b(?:mailto|javascript|tel|ftp|line|id)\s?:", re.IGNORECASE)
WORLD_WIDE = re.compile(rf"www\d?[{STOPS}]|xn--", re.IGNORECASE)
SAID = re.compile(
    r"ドット\s?(?:コム|ネット|ジェーピー|[a-z])|\bdot\s(?:com|net|org|jp|info)\b"
    r"|[(\[{]\s?(?:[.。]|dot|ドット|at|アットマーク)\s?[)\]}]|アットマーク",
    re.IGNORECASE,
)
COLONS = re.compile(r"[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f]|[a-z]:\d", re.IGNORECASE)  # of IPv6, or before a port
LONGEST_TITLE = 3  # letters
OF_A_COUNTRY = 2  # letters of what ends the domains of a country
LONGER_TITLES = frozenset({"mohd", "engr", "atty", "prof", "capt"})
# Hardly a part of a name, so that they are refused even behind a space.
NEVER_A_NAME = frozenset({"com", "net", "org", "jp", "info", "biz", "xyz", "コム", "みんな"})
# What domains end with and is nobody's name; what has two letters is a country's.
LISTED = """
adult app arpa art asia bank bar berlin bet bid biz blog cafe care cash casino cat cfd chat city click cloud
club company coop credit cyou date dating dev domains download edu email finance fit food fun fund game games
gov group guru help host hosting icu inc info ink int jobs kyoto law legal life link live llc loan local lol
london ltd media mil mobi moe money mov museum nagoya name network news ngo ninja nyc okinawa one ong onion onl
online ooo osaka page paris party photo photos pics pizza porn post pro pub quest rent rest review reviews rocks
ryukyu sale sbs school sex shop site social software space store stream studio style support systems team tech
tel tips today tokyo tools top town trade travel video vip watch webcam website wiki win work works world wtf
xin xxx yoga yokohama zip zone ไทย คอม
"""
ENDS = frozenset(LISTED.split())
WIDE_ENDS = (
    *(
        "コム",
        "みんな",
        "クラウド",
        "グーグル",
        "ストア",
        "セール",
        "ファッション",
        "ポイント",
        "アマゾン",
        "世界",
        "中国",
        "中國",
    ),
    *(
        "公司",
        "网络",
        "网址",
        "网站",
        "香港",
        "台湾",
        "台灣",
        "臺灣",
        "澳門",
        "澳门",
        "新加坡",
        "公益",
        "政府",
        "政务",
        "机构",
    ),
    *(
        "组织机构",
        "集团",
        "我爱你",
        "商城",
        "商店",
        "商标",
        "企业",
        "在线",
        "中文网",
        "手机",
        "佛山",
        "广东",
        "移动",
        "联通",
    ),
    *(
        "招聘",
        "购物",
        "通販",
        "珠宝",
        "餐厅",
        "食品",
        "家電",
        "書籍",
        "娱乐",
        "健康",
        "慈善",
        "时尚",
        "微博",
        "点看",
        "游戏",
    ),
    *("谷歌", "信息", "亚马逊", "닷컴", "닷넷", "한국", "삼성"),
)


def has_web_address(text: str) -> bool:
    """Say whether a program that shows the text, or who reads it, could take a part of it for an address."""
    plain = _plain(text)
    if any(pattern.search(plain) for pattern in (SCHEME, WORLD_WIDE, SAID, COLONS)):
        return True
    parts = DOTS.split(plain)
    signs = DOTS.findall(plain)
    return any(_is_address(before, sign, after) for (before, after), sign in zip(pairwise(parts), signs, strict=True))


def _plain(text: str) -> str:
    """Fold width and forms, and drop marks that are not seen, such as those that choose a form of a character."""
    return "".join(char for char in compatible(text) if not unicodedata.category(char).startswith("M"))


def _is_address(before: str, sign: str, after: str) -> bool:
    """Say whether what stands on both sides of a point makes it one of an address."""
    end = _first_word(after.lstrip())
    if before.strip() and end.casefold() in NEVER_A_NAME:
        return True
    title = _last_word(before)
    if sign not in STOPS or not title or not end or after[:1].isspace():
        return False
    if any(char.isdigit() for char in end):
        return True
    if unicodedata.east_asian_width(end[0]) == "W":
        return end.startswith(WIDE_ENDS)
    return not _is_abbreviated(title, end)


def _is_abbreviated(title: str, name: str) -> bool:
    """Say whether it is an initial or a title and what follows it, written without the space."""
    if len(name) == 1:
        return True
    is_title = len(title) <= LONGEST_TITLE or title.casefold() in LONGER_TITLES
    return is_title and not name[0].islower() and len(name) > OF_A_COUNTRY and name.casefold() not in ENDS


def _last_word(text: str) -> str:
    return "" if not text or text[-1].isspace() else text.split()[-1].strip("()[]{}「」『』【】<>,、")


def _first_word(text: str) -> str:
    found = WORD.match(text)
    return found.group() if found else ""
