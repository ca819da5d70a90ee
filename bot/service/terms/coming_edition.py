"""What seekers read of a coming edition of the terms."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogue.reading import say_date
from bot.dialogue.turn import Open, Option, Say
from bot.messages.line import render
from bot.ports.services import Services


def terms_messages(services: Services, version: str) -> Sequence[Mapping[str, Any]]:
    """Give the LINE messages that tell of an edition; StopIteration can't be: editions are never taken away."""
    terms = next(one for one in services.terms if one.version == version)
    url = f"{services.public_url}/terms/{terms.version}"
    values = {"said": say_date(terms.effective), "reason": terms.summary, "url": url}
    options = (Option("notices.option.terms", Open(url)),)
    call = Option("common.option.call", Open(f"tel:{services.office.telephone}"))
    return render((Say("notices.terms_change", values, (*options, call)),), services.words)
