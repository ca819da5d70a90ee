"""The buttons that many messages have: most send a word that works anywhere, some call the office or open the terms."""

from bot.booking.office import Office
from bot.dialogue.turn import Facts, Open, Option, Send

BOOK = Option("common.option.book", Send("予約"))
STATUS = Option("common.option.status", Send("確認"))
PHONE = Option("common.option.phone", Send("電話"))
HELP = Option("common.option.help", Send("ヘルプ"))
CHANGE = Option("common.option.change", Send("変更"))
CANCEL = Option("common.option.cancel", Send("キャンセル"))
KEEP = Option("common.option.keep", Send("やめる"))
STAY = Option("common.option.keep", Send("いまのままにする"))  # of an answer that is asked for again
RESUME = Option("common.option.resume", Send("続きから"))
RESTART = Option("common.option.restart", Send("最初から"))
CORRECT = Option("correct.option.begin", Send("連絡先の変更"))
BACK = Option("common.option.back", Send("戻る"))
LATE = Option("common.option.late", Send("遅れます"))
LEAVE_MESSAGE = Option("staff_message.option.leave", Send("伝言を残す"))
LEAVE_MESSAGE_AGAIN = Option("staff_message.option.again", Send("伝言を残す"))
CANCEL_BOOKING = Option("common.option.cancel", Send("予約を取り消す"))
QUIT = Option("heard.option.stop", Send("やめる"))


def call_button(office: Office) -> Option:
    """Give the button that calls the office."""
    return Option("common.option.call", Open(f"tel:{office.telephone}"))


def terms_buttons(facts: Facts) -> tuple[Option, ...]:
    """Give what opens the terms: the official ones, the summary where that is another text, and the easy edition."""
    official = facts.office.terms_document
    told = [("terms", official or facts.terms_url)]
    if official:  # what is agreed to must be there to be read
        told.append(("summary" if facts.terms.is_summary else "page", facts.terms_url))
    if facts.words.easy and facts.terms.easy:
        told.insert(0, ("easy", f"{facts.terms_url}/easy"))
    return tuple(Option(f"book.consent.option.{name}", Open(address)) for name, address in told)
