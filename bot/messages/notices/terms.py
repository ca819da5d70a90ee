"""What seekers read of a coming version of the terms."""

from bot.booking.office import Office
from bot.dialogue.common_buttons import call_button
from bot.dialogue.terms import Terms
from bot.dialogue.turn import Open, Option, Say
from bot.dialogue.words import Words
from bot.dialogue.words.dates import say_date
from bot.messages.flex import Message
from bot.messages.line import render


def terms_messages(terms: Terms, words: Words, office: Office, public_url: str) -> list[Message]:
    """Give the LINE messages that tell of a version."""
    url = f"{public_url}/terms/{terms.version}"
    values = {"said": say_date(terms.effective), "reason": terms.summary}
    options = (Option("notices.option.terms", Open(url)), call_button(office))
    return render((Say("notices.terms_change", values, options, look="card"),), words)
