"""The terms of use: the versions, publishing a new one, who consented to what."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.adapters.libraries.markdown import html_of
from bot.booking.schedule.opening import today
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.forms.beside import said_beside
from bot.console.forms.forms import TermsForm
from bot.console.forms.parsing import day_typed, page_in
from bot.console.page_context import actor, context, here, look_anew, me, now, tell, word
from bot.dialogue.terms import Terms, in_force
from bot.errors import RefusedError
from bot.messages.line import text_of
from bot.service.events.office_now import with_coming_terms
from bot.service.notices.contents import coming_terms_messages
from bot.service.staff.record_reads import note_page_of_names
from bot.service.terms.publishing import agreed, check_terms, open_bookings, publish

MOST_SHOWN = 50  # bookings on one page
FIELD_OF_ERROR = {
    "terms_version": "version",
    "terms_version_taken": "version",
    "terms_too_early": "effective",
    "terms_day_taken": "effective",
    "terms_text": "text",
    "terms_summary": "summary",
}


@pages.get("/terms")
@needs(Action.TERMS)
def terms() -> str:
    """Show the versions."""
    return _page(TermsForm(formdata=None))


@pages.post("/terms")
@needs(Action.TERMS)
def terms_publish() -> Response | str | tuple[str, int]:
    """Preview a version, or publish it."""
    form = TermsForm()
    wanted = _wanted(form) if form.validate() else None
    if not wanted:
        return _page(form), 400
    try:
        check_terms(context(), wanted)
        if request.form.get("stage") != "send":
            return _page(form, wanted)
        count = publish(context(), wanted, actor())
    except RefusedError as error:
        problem = said_beside(form, error, FIELD_OF_ERROR)
        return _page(form, problem=problem), 409 if problem else 400
    look_anew()
    tell(word("terms.done", said=wanted.version, count=count))
    return redirect(url_for("console.terms"), 303)


def _wanted(form: TermsForm) -> Terms | None:
    effective = day_typed(form.effective.data)
    if not effective:
        form.effective.errors = [word("terms.bad_day")]
        return None
    text = form.text.data.replace("\r\n", "\n")
    return Terms(form.version.data, text, effective, form.summary.data, me().id, now())


def _page(form: TermsForm, wanted: Terms | None = None, problem: str = "") -> str:
    note_page_of_names(context(), me(), "terms")
    known, preview, people = agreed(here().console, now()), "", 0
    page = page_in(request.args.get("page", ""))
    first = (page - 1) * MOST_SHOWN
    if wanted:
        people = len({one.user or one.id for one in open_bookings(context())})
        preview = text_of(coming_terms_messages(with_coming_terms(context(), wanted), wanted.version)[0])
    return render_template(
        "console/terms.html",
        form=form,
        wanted=wanted,
        problem=problem,
        preview=preview,
        body=html_of(wanted.text) if wanted else "",
        people=people,
        versions=[*reversed(context().terms)],
        current=in_force(context().terms, today(now())),
        today=today(now()),
        known=known,
        live=known.live[first : first + MOST_SHOWN],
        page=page,
        goes_on=len(known.live) > first + MOST_SHOWN,
        most=MOST_SHOWN,
    )
