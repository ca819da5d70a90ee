"""The buttons that many messages have: each sends a word that works anywhere, but for the one that calls the office."""

from bot.booking.office import Office
from bot.dialogue.turn import Open, Option, Send

BOOK = Option("common.option.book", Send("予約"))
STATUS = Option("common.option.status", Send("確認"))
PHONE = Option("common.option.phone", Send("電話"))
HELP = Option("common.option.help", Send("ヘルプ"))
CHANGE = Option("common.option.change", Send("変更"))
CANCEL = Option("common.option.cancel", Send("キャンセル"))
KEEP = Option("common.option.keep", Send("やめる"))
RESUME = Option("common.option.resume", Send("続きから"))
RESTART = Option("common.option.restart", Send("最初から"))
CORRECT = Option("correct.option.begin", Send("連絡先の変更"))
QUIT = Option("heard.option.stop", Send("やめる"))


def call_button(office: Office) -> Option:
    """Give the button that calls the office."""
    return Option("common.option.call", Open(f"tel:{office.telephone}"))
