"""The page for personal details, behind a one-time link from the chat. It never shows what was sent before."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from bot.booking.model import Answer
from bot.booking.office import Office
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.questions.details_form import FIELDS, LONGEST_DETAIL, Given, Problem, read_field
from bot.dialogue.words.dates import say_time
from bot.ports.context import Process, RequestContext
from bot.ports.privacy import DetailsLink, LinkOver
from bot.service.events.office_now import context_now
from bot.service.events.reader_style import with_style
from bot.service.privacy.details_form import send, sheet

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
LINE_APP = "https://line.me/R/"  # line:// is deprecated, as other apps can take it over
STATUS = {LinkOver.USED: 200, LinkOver.EXPIRED: 410, LinkOver.CHANGED: 410}
KEYBOARDS = {
    "name": {"type": "text", "autocomplete": "name"},
    "number": {"type": "text", "inputmode": "tel", "autocomplete": "off"},
    "telephone": {"type": "tel", "autocomplete": "tel"},
    "email": {"type": "text", "inputmode": "email", "autocomplete": "email", "autocapitalize": "none"},
}


@dataclass(frozen=True)
class Field:
    """One field as it is shown."""

    name: str
    given: Given
    problem: Problem | None
    error: str
    instead: Mapping[str, str]

    @property
    def text(self) -> str:
        """Give what stands in it: what was typed, but never a My Number."""
        return "" if self.problem and self.problem.forgets else self.given.text

    @property
    def attributes(self) -> Mapping[str, str]:
        """Give what helps phones to show the right keyboard."""
        return KEYBOARDS[self.name]


def blueprint(process: Process) -> Blueprint:
    """Give the page's routes."""
    routes = Blueprint("details", __name__, template_folder="templates")

    @routes.get("/details/<token>")
    def show(token: str) -> Response:
        found = sheet(process, token)
        spoken = with_style(context_now(process), easy=found.easy)
        link = found.behind
        return _over(spoken, link) if isinstance(link, LinkOver) else _form(spoken, link, {}, {})

    @routes.post("/details/<token>")
    def take(token: str) -> AnyResponse:
        found = sheet(process, token)
        spoken, link = with_style(context_now(process), easy=found.easy), found.behind
        if isinstance(link, LinkOver):
            return _over(spoken, link)
        given = {name: _given(name) for name in link.fields}
        read = {name: read_field(FIELDS[name], one) for name, one in given.items()}
        answers = {name: one for name, one in read.items() if isinstance(one, Answer)}
        is_ours = _is_our_form(link)
        if not is_ours:
            process.log("details_refused", why="form")
        if not is_ours or len(answers) < len(read):
            return _form(spoken, link, given, read, 400)
        after = send(process, token, answers).behind
        if not isinstance(after, LinkOver):
            return _form(spoken, after, given, read, 503)
        return redirect(request.path, 303) if after is LinkOver.USED else _over(spoken, after)

    return routes


def _given(name: str) -> Given:
    form = request.form
    return Given(form.get(name, "")[:LONGEST_DETAIL], form.get(f"{name}_instead", ""), f"{name}_as_typed" in form)


def _is_our_form(link: DetailsLink) -> bool:
    """Say whether the form was sent from our own page: it holds the link's secret, and no other site sent it."""
    elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    sent = request.form.get("form_secret", "")
    return not elsewhere and hmac.compare_digest(sent.encode(), link.secret.encode())


def _form(
    context: RequestContext,
    link: DetailsLink,
    given: Mapping[str, Given],
    read: Mapping[str, Answer | Problem],
    status: int = 200,
) -> Response:
    fields = [_field(context, name, given.get(name, Given("")), read.get(name)) for name in link.fields]
    page = render_template(
        "details.html",
        w=context.words,
        office=context.office,
        fields=fields,
        secret=link.secret,
        until=say_time(link.until.astimezone(TOKYO).time()),
        wrong=[field for field in fields if field.error],
        again=status >= 400,
        longest=LONGEST_DETAIL,
        talk_url=talk_url(context.office),
    )
    return make_response(page, status, {"Content-Security-Policy": CONTENT_SECURITY_POLICY})


def _field(context: RequestContext, name: str, given: Given, read: Answer | Problem | None) -> Field:
    problem = read if isinstance(read, Problem) else None
    error = context.words(problem.say.key, problem.say.values) if problem else ""
    instead = {value: context.words(f"details.page.{mark}") for value, mark in FIELDS[name].instead.items()}
    return Field(name, given, problem, error, instead)


def talk_url(office: Office) -> str:
    """Give the address that opens the talk with us in LINE; the list of talks where the account's id is not known."""
    return f"{LINE_APP}oaMessage/{quote(office.line_id)}/" if office.line_id else f"{LINE_APP}nv/chat"


def _over(context: RequestContext, why: LinkOver) -> Response:
    page = render_template(
        "details_over.html", w=context.words, office=context.office, why=why, talk_url=talk_url(context.office)
    )
    return make_response(page, STATUS[why])
