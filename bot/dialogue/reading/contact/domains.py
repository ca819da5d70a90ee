"""Mail domains in common use in Japan, and what a slip probably meant."""

import difflib
import re
from functools import lru_cache

ALIKE = 0.87
# Hand-kept by their organisations; a strange one is no slip.
NEVER_ASKED = (".ac.jp", ".go.jp", ".lg.jp")

COMMON = (
    "gmail.com",
    "yahoo.co.jp",
    "icloud.com",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "ymobile.ne.jp",
    "outlook.jp",
    "outlook.com",
    "hotmail.co.jp",
    "hotmail.com",
    "live.jp",
    "yahoo.com",
    "me.com",
    "msn.com",
    "nifty.com",
    "biglobe.ne.jp",
    "ocn.ne.jp",
    "so-net.ne.jp",
    "plala.or.jp",
    "uqmobile.jp",
    "rakumail.jp",
    "vodafone.ne.jp",
    "proton.me",
)
# Real, and so near to a common one that they would be asked about.
ALSO_REAL = frozenset(
    {
        "mail.com",
        "ymail.com",
        "ymail.ne.jp",
        "gmx.com",
        "ybb.ne.jp",
        "yahoo.ne.jp",
        "live.com",
        "mac.com",
        "aol.com",
        "aol.jp",
    }
    | {"email.com", "y-mobile.ne.jp", "ymobile1.ne.jp", "so-net.jp", "hotmail.co.uk", "googlemail.com", "dion.ne.jp"}
    | {"disney.ne.jp", "jcom.home.ne.jp", "home.ne.jp", "odn.ne.jp", "asahi-net.or.jp", "pdx.ne.jp", "wcm.ne.jp"}
    | {"yahoo.co.uk", "yahoo.com.tw", "yahoo.com.br", "yahoo.com.vn", "hotmail.fr", "outlook.fr", "naver.com", "qq.com"}
)
OLD_CARRIER = re.compile(r"[a-z]\.vodafone\.ne\.jp")  # one letter for each part of the country
SLIPS = {
    "gmail.co": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmail.jp": "gmail.com",
    "gmail.ne.jp": "gmail.com",
    "gmail.co.jp": "gmail.com",
    "docomo.co.jp": "docomo.ne.jp",
    "docomo.ne.co.jp": "docomo.ne.jp",
    "docomo.ne": "docomo.ne.jp",
    "docomo.jp": "docomo.ne.jp",
    "docomo.com": "docomo.ne.jp",
    "ezweb.co.jp": "ezweb.ne.jp",
    "ezweb.ne.co.jp": "ezweb.ne.jp",
    "ezweb.ne": "ezweb.ne.jp",
    "ezweb.jp": "ezweb.ne.jp",
    "au.co.jp": "au.com",
    "au.co": "au.com",
    "softbank.co.jp": "softbank.ne.jp",
    "softbank.ne": "softbank.ne.jp",
    "isoftbank.jp": "i.softbank.jp",
    "yahoo.co": "yahoo.co.jp",
    "yahoo.co.j": "yahoo.co.jp",
    "yahoo.jp": "yahoo.co.jp",
    "yahoo.or.jp": "yahoo.co.jp",
    "icloud.co": "icloud.com",
    "icloud.co.jp": "icloud.com",
    "icloud.jp": "icloud.com",
    "iclould.com": "icloud.com",
    "outlook.co.jp": "outlook.jp",
    "hotmail.co": "hotmail.com",
    "hotmail.jp": "hotmail.co.jp",
}


@lru_cache(64)  # one address is read by several, and many people have one at the same place
def meant(domain: str) -> str:
    """Give the domain that was probably meant, "" when this one may well be right."""
    if domain in COMMON or domain in ALSO_REAL or domain.endswith(NEVER_ASKED) or OLD_CARRIER.fullmatch(domain):
        return ""
    if domain in SLIPS:
        return SLIPS[domain]
    return next(iter(difflib.get_close_matches(domain, COMMON, 1, ALIKE)), "")
