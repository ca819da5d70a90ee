"""The words of mail to seekers: plain text templates in messages_ja/mail/<name>/; a missing value is an error."""

from collections.abc import Mapping

from jinja2 import Environment, FunctionLoader, StrictUndefined

from bot.messages.catalogue import FOLDER

NAMES = (
    *("confirmation", "changed", "cancelled", "declined", "offered", "expired", "expired_offered", "notice"),
    *("received", "moved", "rescheduled", "terms_change", "attended", "no_show", "no_show_told", "excused"),
    *("outcome_corrected", "refused", "refusal_lifted"),
    "easy",  # for who reads やさしい日本語, whatever it tells
)


def _source(name: str) -> str:
    return (FOLDER / "mail").joinpath(*name.split("/")).read_text("utf-8")


# Plain text has nothing to escape.
_TEMPLATES = Environment(
    loader=FunctionLoader(_source),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701
    keep_trailing_newline=True,
)


def mail_text(name: str, values: Mapping[str, object]) -> tuple[str, str]:
    """Give subject and body."""
    subject = _TEMPLATES.get_template(f"{name}/subject.txt").render(values)
    return subject.strip(), _TEMPLATES.get_template(f"{name}/body.txt").render(values)
