"""What `madoguchi check` asks LINE: token, account, the month, where webhooks go and whether they arrive here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cli.commands.checks.asked import Asked
from bot.cli.commands.checks.unreached import why
from bot.errors import SendError
from bot.messages.menus import Menu
from bot.ports.line import Account, Menus, WebhookTried
from bot.service.menus import publish
from bot.settings import LINE_API_URL

PATH = "/line/webhook"
CONSOLE = "LINE Developers コンソール"
MANAGER = "LINE Official Account Manager"
TOKEN = (
    f"LINE がアクセストークンを受け付けません（401）。{CONSOLE}で発行し直し、LINE_CHANNEL_ACCESS_TOKEN に入れてください"
)
CHATS = (
    f"LINE の「チャット」がオンです。求職者が書いたことが LINE の管理画面にも残り、そこから返事もできてしまいます。"
    f"{MANAGER} の「応答設定」でチャットをオフにしてください"
)
OFF = f"LINE の「Webhookの利用」がオフです。{CONSOLE}の Messaging API設定でオンにしないと、何も届きません"
BY_HAND = (
    f"LINE に尋ねられないこと: {CONSOLE}の「Webhookの再送」はオン、{MANAGER} の"
    "「あいさつメッセージ」と「応答メッセージ」はオフにしてください"
)
USED_UP = "LINE の今月の通知を使い切りました。来月までは、メールと電話で伝えることになります。プランを見直してください"
SIGNATURE = "LINE_CHANNEL_SECRET が違います。チャネル基本設定のチャネルシークレットを入れてください"
WHY_NOT_ARRIVED = {
    "COULD_NOT_CONNECT": "LINE から届きません。web が動いているか、外から届く HTTPS のアドレスかを確かめてください",
    "REQUEST_TIMEOUT": "2秒以内に応えていません。web と Redis の状態を確かめてください",
}
MENUS = "リッチメニューが LINE に{how}。madoguchi menu publish で出してください"
A_MINUTE = 60  # seconds
MOST_SECONDS = 15  # that a clock may be off by what LINE tells in whole seconds, on the way
UNKNOWN = ("http_404", "not_line", "unreadable")  # an answer that is none of LINE's: a stand-in, or a page on the way


@dataclass(frozen=True)
class Ask:
    """Whom to ask: the account, the rich menus that should stand there, the clock that we go by, and where LINE is."""

    account: Account
    menus: Menus
    wanted: Sequence[Menu]
    now: Callable[[], datetime]
    where: str = LINE_API_URL


def ask_line(ask: Ask, public_url: str, *, set_webhook: bool, may_be_away: bool) -> Asked:
    """Ask all; a LINE that can't be reached is a fault but where it may be away."""
    asked = Asked()
    try:
        _ask(ask, f"{public_url}{PATH}", asked, set_webhook=set_webhook)
        _menus(ask, asked)
    except SendError as error:
        if error.reason == "http_401":
            asked.faults.append(TOKEN)
        elif may_be_away or error.reason in UNKNOWN:
            asked.warnings.append(f"LINE に尋ねられませんでした（{why(error.reason)}）。LINE の設定は確かめていません")
        else:
            asked.faults.append(
                f"LINE に届きません（{why(error.reason)}）。{_way(ask.where)}を確かめてください。"
                "LINE に尋ねずに確かめるときは --offline をつけます"
            )
    return asked


def _way(where: str) -> str:
    """Name what may keep us from LINE."""
    return "ネットワークとプロキシ" if where == LINE_API_URL else f"LINE_API_URL（{where}。ふつうは空にします）"


def _ask(ask: Ask, address: str, asked: Asked, *, set_webhook: bool) -> None:
    account = ask.account
    seen = account.seen()
    asked.on.append(f"LINE のアカウント: {seen.name}（{seen.line_id}）")
    if seen.at:
        asked.warnings.extend(_clock((ask.now() - seen.at).total_seconds()))
    if seen.chats:
        asked.faults.append(CHATS)
    limit, used = account.quota()
    asked.on.append(f"今月の通知: {used}通{'' if limit is None else f'（上限 {limit}通）'}")
    if limit is not None and used >= limit:
        asked.faults.append("LINE の今月の通知を使い切りました。メールのある人にはメールで、ほかの人には電話で伝えます")
    if set_webhook:
        account.set_webhook(address)
    asked.faults.extend(_webhook(account, address, asked))
    asked.on.append(BY_HAND)


def _clock(off: float) -> Iterator[str]:
    """Tell a clock that is not LINE's: that of Redis is no other one where both run on one machine."""
    if abs(off) > MOST_SECONDS:
        way = "進んで" if off > 0 else "遅れて"
        seconds = round(abs(off))
        span = f"{seconds}秒" if seconds < A_MINUTE * 2 else f"約{seconds / A_MINUTE:,.0f}分"
        yield f"時計（Redis のサーバー）が LINE より{span}{way}います。通知の時刻が狂います。NTP で合わせてください"


def _menus(ask: Ask, asked: Asked) -> None:
    """Compare the menus that stand at LINE with those of the office."""
    found = publish(ask.menus, ask.wanted, dry_run=True)
    if found.made:
        how = "出ていません" if not found.kept and not found.removed else "古いまま出ています"
        asked.warnings.append(MENUS.format(how=how))
    else:
        asked.on.append(f"リッチメニュー: よし（{len(found.kept)}枚）")


def _webhook(account: Account, address: str, asked: Asked) -> Iterator[str]:
    seen = account.webhook()
    asked.on.append(f"Webhook URL: {address}")
    if seen.address != address:
        yield (
            f"LINE の Webhook URL が{f' {seen.address} です' if seen.address else '決まっていません'}。{address} を "
            f"{CONSOLE}に入れるか、madoguchi check --set-webhook で入れてください"
        )
        return
    if not seen.is_on:
        yield OFF
    tried = account.try_webhook(address)
    if tried.went_well:
        asked.on.append("Webhook: よし（LINE から届き、署名も合いました）")
    else:
        yield f"Webhook を LINE から試しに送ると、{_why(tried)}"


def _why(tried: WebhookTried) -> str:
    if tried.status == 400:
        return SIGNATURE
    if tried.reason in WHY_NOT_ARRIVED:
        return WHY_NOT_ARRIVED[tried.reason]
    return f"{tried.status or tried.reason} が返ります。PUBLIC_URL がこのサービスを指すかを確かめてください"
