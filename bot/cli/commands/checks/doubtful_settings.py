"""What settings say and hardly mean, where only the form of a value tells: it is told, and nothing is refused."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

import click

from bot.adapters.notices.smtp import is_writable
from bot.cli.environment import TAKEN
from bot.settings import LINE_HOST, NAMES, SWITCHES, Settings

CHANNEL_SECRET = re.compile(r"[0-9a-f]{32}")
GROUP = re.compile(r"[CR][0-9a-f]{32}")  # of LINE: a group's id, or a room's
FEWEST_LETTERS = 8  # different ones in a text that is random
ALIKE = 0.88  # of 1, from which a name was probably meant for another
SWAPPED = (
    "LINE_CHANNEL_ACCESS_TOKEN がチャネルシークレットの形（32文字）です。"
    "チャネルアクセストークン（長い文字列）を貼ってください"
)
UNSEEN_PROXY = (
    "TRUSTED_PROXIES が 0 です。https:// の PUBLIC_URL の前には nginx などがあるはずです（1台なら 1）。"
    "このままでは、だれもが同じ場所から来たように見え、1人の失敗がみなを締め出します"
)
OF_OTHERS = "_PROXY"  # the end of names that other programs read


def unlike_issued(settings: Settings) -> Iterator[str]:
    """Name channel secrets that LINE can't have issued: every webhook would be refused."""
    if settings.playground or LINE_HOST not in settings.line_api_url:
        return
    for place, one in enumerate(settings.line_channel_secrets, 1):
        if not CHANNEL_SECRET.fullmatch(one):
            yield (
                f"LINE_CHANNEL_SECRET の{place}つめが、チャネルシークレットの形（0-9 と a-f の32文字）ではありません。"
                "LINE から届くものをすべて断ることになります。チャネル基本設定の値を貼ってください"
            )


def unmailable(settings: Settings) -> Iterator[str]:
    """Name addresses that no mail reaches."""
    for name, addresses in (("STAFF_MAIL_TO", settings.staff_mail_to), ("AUDIT_HEAD_MAIL", settings.audit_head_mail)):
        wrong = [str(place) for place, one in enumerate(addresses, 1) if not is_writable(one)]
        if wrong:
            yield f"{name} の{'、'.join(wrong)}番目は宛先になりません。ほかの宛先には届きます"
        if addresses and not settings.smtp_url:
            yield f"{name} には SMTP_URL と MAIL_FROM も必要です"


def doubtful(settings: Settings, given: Mapping[str, str]) -> Iterator[str]:
    """Name other values, and names of variables, that are probably slips."""
    if settings.playground:
        return
    if any(CHANNEL_SECRET.fullmatch(one) for one in settings.line_access_tokens):
        yield SWAPPED
    if settings.public_url.startswith("https://") and not settings.trusted_proxies:
        yield UNSEEN_PROXY
    if len(set(settings.secret_key)) < FEWEST_LETTERS:
        yield "SECRET_KEY が乱数に見えません。openssl rand -hex 32 の結果などにしてください"
    if any(settings.secret_key in (key, *key.split(":")) for key in given.get("DATA_KEYS", "").split(",")):
        yield "SECRET_KEY が DATA_KEYS の鍵と同じです。openssl rand -hex 32 の結果など、別のものにしてください"
    if settings.office_dir and not Path(settings.office_dir).is_dir():
        yield f"OFFICE_DIR のフォルダー {settings.office_dir} がありません。窓口の文（texts）は使われません"
    group = settings.line_staff_group_id
    if group and LINE_HOST in settings.line_api_url and not GROUP.fullmatch(group):
        yield "LINE_STAFF_GROUP_ID が、グループのID（C で始まる33文字）ではありません。グループには何も届きません"
    yield from _of_the_environment(given)


def _of_the_environment(given: Mapping[str, str]) -> Iterator[str]:
    for name in SWITCHES:
        if given.get(name, "").strip() not in ("", "0", "1"):
            yield f"{name} は、1 と書いたときだけ効きます（いまは {given[name]!r}）"
    for name in given:
        meant = "" if is_known(name) else near(name)
        if meant:
            yield f"{name} は使われません。{meant} のことではありませんか"


def is_known(name: str) -> bool:
    """Say whether we read a variable, or other programs do."""
    return name in NAMES or name.upper().endswith(OF_OTHERS)


def near(name: str) -> str:
    """Give the variable that a name was probably meant for, "" for none."""
    return next(iter(get_close_matches(name, NAMES, 1, ALIKE)), "")


def slips_of_env_file() -> Iterator[str]:
    """Name what the file of this command says twice, or says of something that nothing reads."""
    names: tuple[str, ...] = click.get_current_context().meta.get(TAKEN, ())
    for name, times in Counter(names).items():
        if times > 1:
            yield f"--env-file に {name} が{times}度あります。あとのものが使われています。1つにしてください"
        if not is_known(name) and not near(name):
            yield f"--env-file の {name} は使われません。名前を確かめてください"
