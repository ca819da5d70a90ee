"""The words of mail to seekers: plain text templates in messages_ja/mail/<name>/; a missing value is an error."""

from collections.abc import Mapping

from jinja2 import DictLoader, Environment, StrictUndefined

from bot.dialogue.words import Words

NAMES = (
    *("confirmation", "changed", "cancelled", "declined", "offered", "expired", "expired_offered", "notice"),
    *("received", "moved", "rescheduled", "terms_change", "attended", "no_show", "no_show_told", "excused"),
    *("outcome_corrected", "refused", "refusal_lifted"),
    "easy",  # for who reads やさしい日本語, whatever it tells
)


def mail_text(words: Words, name: str, values: Mapping[str, object]) -> tuple[str, str]:
    """Give subject and body."""
    templates = words.once(_templates)
    subject = templates.get_template(f"{name}/subject.txt").render(values)
    return subject.strip(), templates.get_template(f"{name}/body.txt").render(values)


def _templates(words: Words) -> Environment:
    """Prepare the templates."""
    return Environment(
        loader=DictLoader(words.mails),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text has nothing to escape
        keep_trailing_newline=True,
    )
