"""What `madoguchi check` asks Zoom: whether the app may, and each host's rooms and rule for passcodes."""

from bot.booking.rooms.passcodes import can_be_met
from bot.cli.commands.checks.asked import Asked
from bot.errors import SendError
from bot.ports.rooms import Rooms

CONSOLE = "Zoom App Marketplace"
WHY = {
    "zoom_401": (
        "Zoom がアプリを受け付けません。ZOOM_ACCOUNT_ID・ZOOM_CLIENT_ID・ZOOM_CLIENT_SECRET を確かめ、"
        f"{CONSOLE}でアプリを有効（Activated）にしてください"
    ),
    "zoom_400": (
        f"Zoom が権限の不足を言っています。{CONSOLE}のアプリに meeting:read・meeting:write・user:read:settings"
        "（いずれも :admin）を加えてください"
    ),
    "zoom_no_host": "Zoom に担当者 {host} がいません。ZOOM_HOSTS を確かめてください",
    "zoom_rate": "Zoom への呼び出しが多すぎて、確かめられませんでした。少し待ってから、もう一度実行してください",
}
UNSURE = ("zoom_rate",)
UNREACHED = "Zoom に届きません（{reason}）。ネットワークとプロキシを確かめてください"
RULE_UNREAD = (
    "Zoom のパスコードの条件（担当者 {host}）: 読めません。アプリに user:read:settings:admin の権限を加えると読めます。"
    "それまでは6けたの数字を使い、断られたら10文字にします"
)
RULE_UNMET = (
    "Zoom のパスコードの条件（担当者 {host}）に合うものを作れません（10文字まで。数字だけと文字は両立しません）。"
    "Zoom の管理画面で、パスコードの条件をゆるめてください"
)


def ask_zoom(rooms: Rooms) -> Asked:
    """Ask for each host; the first that says that nobody may ends it."""
    asked = Asked()
    for host in rooms.hosts:
        try:
            rooms.upcoming(host.id)
        except SendError as error:
            line = WHY.get(error.reason, UNREACHED).format(host=host.id, reason=error.reason)
            (asked.warnings if error.reason in UNSURE else asked.faults).append(line)
            if error.reason != "zoom_no_host":
                break
        else:
            _rule(rooms, host.id, asked)
    return asked


def _rule(rooms: Rooms, host: str, asked: Asked) -> None:
    rooms.look_at_rule_again(host)
    rule = rooms.passcode_rule(host)
    if not rule:
        asked.on.append(RULE_UNREAD.format(host=host))
    elif can_be_met(rule):
        asked.on.append(f"Zoom の担当者 {host}: よし（パスコードは条件に合うものを作ります）")
    else:
        asked.faults.append(RULE_UNMET.format(host=host))
