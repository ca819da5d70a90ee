"""What settings say and hardly mean, where only the form of a value tells: it is told, and nothing is refused."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from bot.settings import LINE_HOST, NAMES, Settings

CHANNEL_SECRET = re.compile(r"[0-9a-f]{32}")
GROUP = re.compile(r"[CR][0-9a-f]{32}")  # of LINE: a group's id, or a room's
FEWEST_LETTERS = 8  # different ones in a text that is random
ALIKE = 0.88  # of 1, from which a name was probably meant for another
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


def doubtful(settings: Settings, given: Iterable[str]) -> Iterator[str]:
    """Name other values, and names of variables, that are probably slips."""
    if settings.playground:
        return
    if len(set(settings.secret_key)) < FEWEST_LETTERS:
        yield "SECRET_KEY が乱数に見えません。openssl rand -hex 32 の結果などにしてください"
    group = settings.line_staff_group_id
    if group and LINE_HOST in settings.line_api_url and not GROUP.fullmatch(group):
        yield "LINE_STAFF_GROUP_ID が、グループのID（C で始まる33文字）ではありません。グループには何も届きません"
    for name in given:
        near = [] if name in NAMES or name.upper().endswith(OF_OTHERS) else get_close_matches(name, NAMES, 1, ALIKE)
        if near:
            yield f"{name} は使われません。{near[0]} のことではありませんか"
