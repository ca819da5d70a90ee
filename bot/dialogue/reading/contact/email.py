"""Mail addresses. A likely slip is a question, never a correction."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from bot.dialogue.reading.contact.domains import meant
from bot.dialogue.reading.results import Retry, Value
from bot.dialogue.reading.text import LATELY, clean, fold

LABELS = (
    "メールアドレス",
    "メール",
    "メアド",
    "アドレス",
    "eメール",
    "Eメール",
    "mail",
    "e-mail",
    "email",
    "mail address",
)
# Their old addresses may break the rule for dots.
CARRIERS = frozenset({"docomo.ne.jp", "ezweb.ne.jp", "au.com"})
LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++"
ADDRESS = re.compile(rf'{LOCAL}@[A-Za-z0-9.-]*[A-Za-z0-9]|"[^"\s]+"@[A-Za-z0-9.-]*[A-Za-z0-9]')
# A space or comma inside an address is a slip: what stands before it must not be dropped without a word.
BEFORE = re.compile(
    r"(?:^|(?<![A-Za-z0-9._-])[\s、。,]|[:<(「『\[【→=]|は|が|の|アドレス|メール|メアド|mail|(?:アドレス|メール|メアド|携帯|ドコモ|ヤフー)(?:で(?:す、?)?|なら))$",
    re.IGNORECASE,
)
AFTER = re.compile(r"^(?:$|[\s>)」』\]】]|[、。,;!?.](?![A-Za-z0-9])|で|と|に|へ|まで|が|を|から|なん|だ)")
NONE = re.compile(
    r"(?:持|も)って(?:い|お)?(?:ま[せへ]|りませ|な)|(?<!つもりは)ありません|ございません|使って(?:い)?(?:ま[せへ]|な)|使え(?:ま[せへ]|な)"
    r"|^(?:(?:な|無)[いし]|ね(?:え|ぇ|ー))(?:よ|わ|ぞ|って.{0,8})?$|(?:持|も)って(?:い)?ね[えぇー]|[はがも](?:な|無)(?:い|し)|^特に(?:な|無)|^(?:none|no)$",
    re.IGNORECASE,
)
# Signs that are said: 「taroアットマークgmailドットcom」.
AT = re.compile(r"(?<=[A-Za-z0-9])\s?(?:アットマーク|あっとまーく|アット|あっと|\(at\))\s?(?=[A-Za-z])")
DOT = re.compile(r"(?<=[A-Za-z0-9])\s?(?:ドット|どっと)\s?(?=[A-Za-z])")
# Providers at which everybody's address ends alike, as people name them: 「gmailのmisaki123」.
PROVIDERS = {
    "gmail.com": r"g ?-?mail(?:\.com)?|g ?メール|ジー ?メール|グーグル(?:メール)?",
    "docomo.ne.jp": r"docomo(?:\.ne\.jp)?|ドコモ",
    "yahoo.co.jp": r"yahoo(?:\.co\.jp)?|ヤフー",
    "icloud.com": r"icloud(?:\.com)?|アイクラウド",
    "ezweb.ne.jp": r"ezweb(?:\.ne\.jp)?",
}
_PROVIDER = rf"(?P<provider>{'|'.join(PROVIDERS.values())})"
_BEFORE_THE_SIGN = r"(?P<local>[A-Za-z0-9][A-Za-z0-9._+-]*+)"
PROVIDER_FIRST = re.compile(
    rf"{_PROVIDER}(?:メール|アドレス)?[のではす、。,:\s]{{1,4}}{_BEFORE_THE_SIGN}(?:です|だ)?[。\s]*", re.IGNORECASE
)
PROVIDER_LAST = re.compile(
    rf"{_BEFORE_THE_SIGN}[のではす、。,:\s]{{1,4}}{_PROVIDER}(?:メール|アドレス|の(?:方|ほう|やつ))?(?:です|だ)?[。\s]*",
    re.IGNORECASE,
)
SLIPS = str.maketrans({"。": ".", "、": ".", ",": ".", "ー": "-", "‐": "-", "−": "-", "–": "-", "—": "-"})
SLIPPED = re.compile(rf"^{LOCAL}\s*@\s*[A-Za-z0-9.-]+$")


@lru_cache(LATELY)
def read_email(text: str, *, sure: bool = False) -> Value | Retry:
    """Read a mail address; for `sure` the question about a likely slip has been answered."""
    said = clean(DOT.sub(".", AT.sub("@", fold(text))), *LABELS)
    if "@" not in said:
        if NONE.search(said):
            return Value("", "", "mail_none")
        address = "" if sure else _put_together(said)
        return Retry("put_together", address) if address else Retry("no_at_sign")
    found = ADDRESS.findall(said)
    if not _stands_alone(said, found):
        return _strange(said, found)
    return _checked(found[0], sure=sure)


def _put_together(said: str) -> str:
    """Give the address that is told by the name of its provider and what stands before the sign, "" for none."""
    found = PROVIDER_FIRST.fullmatch(said) or PROVIDER_LAST.fullmatch(said)
    if not found:
        return ""
    named = (one for one, names in PROVIDERS.items() if re.fullmatch(names, found["provider"], re.IGNORECASE))
    address = f"{found['local']}@{next(named)}"
    return address if isinstance(_checked(address, sure=True), Value) else ""


def _stands_alone(said: str, found: list[str]) -> bool:
    if len(set(found)) != 1 or said.count("@") != len(found):
        return False
    before, _, after = said.partition(found[0])
    return bool(BEFORE.search(before) and AFTER.search(after))


def _strange(said: str, found: list[str]) -> Retry:
    """Say what is odd, with the address that is probably meant."""
    mended = re.sub(r"\s", "", said.translate(SLIPS))
    if SLIPPED.match(mended) and isinstance(_checked(mended, sure=True), Value):
        return Retry("maybe_typo", mended)
    suggestion = found[0] if found and isinstance(_checked(found[0], sure=True), Value) else ""
    near_at = re.search(r"[^\x00-\x7f]\s*+@|@\s*+[!-~]*+[^\x00-\x7f]", said)
    foreign = near_at or (found and not said.isascii() and len(found) == 1)
    return Retry("japanese_characters" if foreign else "not_an_address", suggestion)


def _checked(address: str, *, sure: bool) -> Value | Retry:
    local, _, domain = address.rpartition("@")
    other = "" if sure else meant(domain.lower())
    if other and isinstance(_checked(f"{local}@{other}", sure=True), Value):
        return Retry("maybe_typo", f"{local}@{other}")
    plain = local.strip('"')
    if domain.lower() in CARRIERS and (".." in plain or plain.startswith(".") or plain.endswith(".")):
        return _old_carrier(plain, domain.lower())
    checked = _validated(address)
    return Value(checked.normalized, checked.normalized) if checked else Retry("not_an_address")


def _old_carrier(local: str, domain: str) -> Value | Retry:
    quoted = f'"{local}"@{domain}'
    if not _validated(quoted, quoted=True):
        return Retry("not_an_address")
    return Value(f"{local}@{domain}", quoted, "mail_may_not_arrive")


def _validated(address: str, *, quoted: bool = False) -> ValidatedEmail | None:
    try:
        return validate_email(
            address, check_deliverability=False, strict=True, allow_smtputf8=False, allow_quoted_local=quoted
        )
    except EmailNotValidError:
        return None
