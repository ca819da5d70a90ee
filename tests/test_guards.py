"""Guards over the whole: each looks at everything of one kind."""

import ast
import dataclasses
import hashlib
import re
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.files.office_keys import KEYS as OFFICE_KEYS
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Kind, Notice
from bot.booking.staff.staff_message import StaffMessage
from bot.booking.waitlist import WaitingWish
from bot.dialogue.flows import FLOWS
from bot.dialogue.questions.conditions import Conditions
from bot.dialogue.questions.date_and_time import Day, Time
from bot.dialogue.questions.kinds import Agree, OneOf, Typed
from bot.dialogue.route import Command
from bot.settings import Settings, from_environ
from tests.folders import ROOT
from tests.make import OFFICE, WORDS
from tests.syntax import kept_nodes_of, nodes_of

SOURCES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "workers").rglob("*.py")])
# Of the console, whose pages have names like its words, other tests look at each key.
FIRST_NAMES = sorted({key.partition(".")[0] for key in WORDS.texts} - {"console"})
KEY = re.compile(rf"^({'|'.join(FIRST_NAMES)})(\.[a-z_]+)+$")

QUESTIONS = [question for flow in FLOWS.values() for question in flow.questions]


@pytest.fixture(scope="module", autouse=True)
def _nodes_go_with_the_guards() -> Iterator[None]:
    yield
    kept_nodes_of.cache_clear()


def spelled_keys() -> set[str]:
    """Give every message key that stands whole in the source."""
    found = set()
    for path in SOURCES:
        for node in kept_nodes_of(path.read_text("utf-8")):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value):
                found.add(node.value)
    return found


def needed_keys(question: object) -> set[str]:
    """Give the keys that a question needs by its kind."""
    key = question.key
    match question:
        case Conditions(values=values, stops=stops):
            options = {f"{key}.option.{value}" for value in (*values, *stops, "some")}
            stopped = {f"{key}.stop.{one}" for one in stops}
            return options | stopped | {f"{key}.{part}" for part in ("ask", "which", "retry.unclear")}
        case OneOf(values=values, stops=stops):
            shown = {f"{key}.title", f"{key}.option.change"} if question.in_summary else set()
            options = {f"{key}.option.{value}" for value in (*values, *stops)}
            return shown | options | {f"{key}.ask", f"{key}.retry.unclear"} | {f"{key}.stop.{one}" for one in stops}
        case Agree():
            return {f"{key}.ask", f"{key}.stop.disagree", f"{key}.retry.unclear", f"{key}.option.agree"}
        case Typed(instead=instead):
            options = {f"{key}.option.{value}" for value in instead} | {
                f"{key}.mark.{mark}" for mark in instead.values()
            }
            return options | {f"{key}.{part}" for part in ("ask", "title", "option.change", "mark.unchecked")}
        case Day():
            return {f"{key}.{part}" for part in ("ask", "more", "none", "retry.unclear", "retry.ask")}
        case Time():
            return {f"{key}.{part}" for part in ("ask", "title", "echo", "option.change", "option.other_day")}
    return {f"{key}.ask", f"{key}.retry.unclear"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_question_has_its_words(question):
    assert not {key for key in needed_keys(question) if key not in WORDS}


def has_words(key: str) -> bool:
    """Say whether a key names words, or is the beginning of some, in the console's way of naming them or in full."""
    begins = key if key.endswith("_") else f"{key}."
    return any(one in (key, f"console.{key}") or one.startswith((begins, f"console.{begins}")) for one in WORDS.texts)


def test_every_key_in_the_source_has_words():
    others = {question.key for question in QUESTIONS} | OFFICE_KEYS
    keys = {key for key in spelled_keys() - others if not key.endswith(".html")}
    assert [key for key in sorted(keys) if not has_words(key)] == []


def test_every_word_of_a_flow_belongs_to_one_of_its_questions():
    names = {question.key for question in QUESTIONS} | {
        "book.notice",
        "book.any_time",
        "book.early",
        "book.number_locked",
        "book.understood",
        "book.receipt",
        "book.terms_changed",
        "book.number_taken",
    }
    strangers = {key for key in WORDS.texts if key.startswith("book.") and ".".join(key.split(".")[:2]) not in names}
    assert not strangers


def test_every_reason_a_reader_can_give_has_words():
    reasons = set()
    for path in (ROOT / "bot/dialogue/reading").rglob("*.py"):
        reasons |= {(path.stem, reason) for reason in re.findall(r'Retry\(\s*"([a-z_]+)"', path.read_text("utf-8"))}
    missing = {(file, reason) for file, reason in reasons if f"book.{file}.retry.{reason}" not in WORDS}
    assert reasons
    assert not missing


def given_in(path: Path) -> set[str]:
    """Name what a module or page may put into a text: its keyword arguments, and the keys of its tables."""
    source = path.read_text("utf-8")
    if path.suffix == ".html":
        return set(re.findall(r"\b([a-z_]+)=", source))
    nodes = kept_nodes_of(source)
    words = {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}
    keys = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys]
    keys += [node.slice for node in nodes if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)]
    return words | {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def test_every_text_gets_all_its_places_filled():
    places = {name for text in WORDS.texts.values() for _, name, _, _ in string.Formatter().parse(text) if name}
    given = set(WORDS.common).union(*map(given_in, [*SOURCES, *(ROOT / "bot").rglob("*.html")]))
    assert places - given == set()


@pytest.mark.parametrize("command", Command)
def test_no_two_commands_share_a_spelling(command):
    ours = set(WORDS(f"commands.{command.value}").split("|"))
    others = {word for other in Command if other is not command for word in WORDS(f"commands.{other.value}").split("|")}
    assert not ours & others


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_word_for_staff(state):
    assert f"staff.state.{state.value}" in WORDS


@pytest.mark.parametrize("record", [Booking, Notice, WaitingWish, StaffMessage], ids=lambda record: record.__name__)
def test_every_stored_field_is_declared_personal_or_not(record):
    assert all("personal" in field.metadata for field in dataclasses.fields(record))


def test_every_setting_is_documented():
    documented = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    aliases = [field.validation_alias for field in Settings.model_fields.values()]
    assert {one if isinstance(one, str) else one.choices[-1] for one in aliases} == documented


PURE = [*(ROOT / "bot/booking").rglob("*.py"), *(ROOT / "bot/dialogue").rglob("*.py")]
WORLDLY = {
    "redis",
    "rq",
    "flask",
    "linebot",
    "os",
    "time",
    "random",
    "socket",
    "logging",
    "pathlib",
    "secrets",
    "uuid4",
}


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.stem)
def test_the_pure_part_imports_nothing_of_the_world(path):
    nodes = kept_nodes_of(path.read_text("utf-8"))
    names = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    assert not names & WORLDLY


def test_every_kind_of_notice_to_a_seeker_has_words():
    kinds = {kind.value for kind in Kind if not kind.value.startswith(("staff_", "wait_"))} - {"cancelled"}
    assert {"wait.offer", "wait.ended.passed", "wait.ended.exhausted"} <= set(WORDS.texts)
    texts = kinds | {"cancelled_by_office", "cancelled_by_seeker", "details_replaced"}
    assert not {kind for kind in texts if f"notices.{kind}" not in WORDS}


def test_nothing_is_pickled_and_no_template_comes_from_input():
    forbidden = re.compile(r"\bpickle\b|render_template_string|\beval\(|\|\s*safe")
    assert not [path.name for path in SOURCES if forbidden.search(path.read_text("utf-8"))]


def test_no_page_of_the_console_writes_by_itself():
    pages = list((ROOT / "bot/console").rglob("*.py"))
    assert len(pages) > 40
    assert not [path.name for path in pages if re.search(r"\.commit\(|\bRecord\(", path.read_text("utf-8"))]


def test_a_setting_that_is_missing_is_named():
    with pytest.raises(Exception, match="REDIS_URL"):
        from_environ({})


# How many rows of the levels 1 and 2 each chapter of ASVS 5.0.0 has.
ROWS_OF_ASVS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7]
NAMED_TEST = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")


def rows_of_asvs() -> list[str]:
    """Give the ids of all rows in the order in which they stand, without the summary on top."""
    told = (ROOT / "docs/asvs.md").read_text("utf-8").partition("\n## ")[2]
    found = re.findall(r"^(?:\| |- )(v5\.0\.0-[^|:]+)", told, re.MULTILINE)
    return re.findall(r"v5\.0\.0-(\d+\.\d+\.\d+)", " ".join(found))


def test_every_row_of_the_asvs_stands_once():
    rows = rows_of_asvs()
    assert len(rows) == len(set(rows))
    chapters = Counter(int(row.partition(".")[0]) for row in rows)
    assert [count for _, count in sorted(chapters.items())] == ROWS_OF_ASVS


@pytest.mark.parametrize("page", ["docs/asvs.md", "docs/security.md"])
def test_every_test_that_a_page_on_security_names_is_there(page):
    named = set(NAMED_TEST.findall((ROOT / page).read_text("utf-8")))
    there = {
        (file, node.name)
        for file in {file for file, _ in named}
        for node in kept_nodes_of((ROOT / file).read_text("utf-8"))
        if isinstance(node, ast.FunctionDef)
    }
    assert named <= there


def test_what_is_open_in_the_asvs_is_named_on_top():
    top, _, rows = (ROOT / "docs/asvs.md").read_text("utf-8").partition("\n## ")
    still_open = re.findall(r"^\| (v5\.0\.0-[\d.]+)[^\n]*\*\*open", rows, re.MULTILINE)
    said = re.search(r"Open, wholly or in part: (.*?)\. Deviations", top, re.DOTALL)
    assert re.findall(r"v5\.0\.0-[\d.]*\d", said[1]) == still_open


def test_every_file_of_others_that_we_serve_is_one_that_we_know():
    listed = (ROOT / "docs/security.md").read_text("utf-8")
    files = [path for path in (ROOT / "bot/console/static/vendor").iterdir() if path.suffix != ".LICENSE"]
    assert files
    assert not [path.name for path in files if hashlib.sha256(path.read_bytes()).hexdigest() not in listed]


def fields_and_methods(node: ast.ClassDef) -> set[str]:
    """Give every name that stands in a class."""
    inside = list(ast.walk(node))
    names = {one.id for one in inside if isinstance(one, ast.Name)} | {
        one.arg for one in inside if isinstance(one, ast.arg)
    }
    return (
        names
        | {one.attr for one in inside if isinstance(one, ast.Attribute)}
        | {one.name for one in inside if isinstance(one, ast.FunctionDef)}
    )


def test_a_docstring_of_a_class_names_only_what_the_class_has():
    nodes = [node for path in SOURCES for node in kept_nodes_of(path.read_text("utf-8"))]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef) and not node.bases]
    named = [(one, re.findall(r"`([a-z_]+)`", ast.get_docstring(one) or "")) for one in classes]
    assert sum(len(names) for _, names in named) > 50
    assert [(one.name, name) for one, names in named for name in names if name not in fields_and_methods(one)] == []


COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
EVERY_FILE = sorted(
    path for folder in ("bot", "workers", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)


def hard_to_read(source: str) -> list[str]:
    """Give the comprehensions that assign on their way, or whose names are single letters."""
    inside = [node for node in nodes_of(source) if isinstance(node, COMPREHENSIONS)]
    assigning = [node for node in inside if any(isinstance(one, ast.NamedExpr) for one in ast.walk(node))]
    targets = [(node, one) for node in inside for part in node.generators for one in ast.walk(part.target)]
    lettered = [node for node, one in targets if isinstance(one, ast.Name) and len(one.id) == 1 and one.id != "_"]
    return [ast.unparse(node) for node in (*assigning, *lettered)]


def test_no_comprehension_assigns_or_names_by_a_single_letter():
    assert [(path.name, found) for path in EVERY_FILE for found in hard_to_read(path.read_text("utf-8"))] == []


def test_that_look_finds_both():
    source = "a = [one for name in names if (one := find(name))]\nb = {k: _ for k, _ in pairs}\nif c := d: pass"
    assert len(hard_to_read(source)) == 2


def own_words(function: ast.FunctionDef) -> set[str]:
    """Give the words that stand literally in what a function returns as a string."""
    if function.returns is None or ast.unparse(function.returns) not in ("str", "str | None"):
        return set()
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    choices = [part for value in returned if value for part in choices_of(value)]
    return {part.value for part in choices if isinstance(part, ast.Constant) and isinstance(part.value, str)} - {""}


def choices_of(value: ast.expr) -> list[ast.expr]:
    """Give what an expression may come to: both sides of an `if`, and all of an `or`."""
    parts = [value.body, value.orelse] if isinstance(value, ast.IfExp) else getattr(value, "values", [])
    return [one for part in parts for one in choices_of(part)] if parts else [value]


def called_in(value: ast.AST) -> str:
    """Name the function that an expression calls, "" when it is no call."""
    value = value.value if isinstance(value, ast.NamedExpr) else value
    called = value.func if isinstance(value, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", ""))


def compared_with_words(function: ast.AST) -> set[tuple[str, str]]:
    """Give each call whose value a function compares with a literal word, as (name of what is called, word)."""
    nodes = list(ast.walk(function))
    assigned = [(node.targets[0], node.value) for node in nodes if isinstance(node, ast.Assign)]
    assigned += [(node.target, node) for node in nodes if isinstance(node, ast.NamedExpr)]
    held = {target.id: called_in(value) for target, value in assigned if isinstance(target, ast.Name)}
    sides = [(node, [node.left, *node.comparators]) for node in nodes if isinstance(node, ast.Compare)]
    sides += [(node, [node.subject]) for node in nodes if isinstance(node, ast.Match)]
    return {
        (called, word.value)
        for node, parts in sides
        for called in {called_in(one) or held.get(getattr(one, "id", ""), "") for one in parts} - {""}
        for word in (one for part in ast.iter_child_nodes(node) for one in ast.walk(part))
        if isinstance(word, ast.Constant) and isinstance(word.value, str)
    }


def outcomes_in_strings(sources: list[str]) -> set[tuple[str, str]]:
    """Give functions that return a word as a string which a caller compares with that word, as (name, word)."""
    functions = [node for source in sources for node in kept_nodes_of(source) if isinstance(node, ast.FunctionDef)]
    told = {(one.name, word) for one in functions for word in own_words(one)}
    return told & {pair for one in functions for pair in compared_with_words(one)}


def test_no_function_tells_an_outcome_by_a_string():
    assert outcomes_in_strings([path.read_text("utf-8") for path in SOURCES]) == set()


@pytest.mark.parametrize("asked", ['seal() == "broken"', '(done := seal()) in ("broken", "x")', 'not done != "broken"'])
def test_that_look_finds_one(asked):
    telling = 'def seal() -> str:\n    return "broken" if bad else ""\n'
    asking = f"def look():\n    done = seal()\n    return {asked}\n"
    assert outcomes_in_strings([telling, asking]) == {("seal", "broken")}


def test_no_office_stands_in_code_or_words():
    """Another office puts its own data into office.toml; the terms and every text take it from there."""
    own = (OFFICE.name, OFFICE.address, OFFICE.telephone, OFFICE.terms_signed_by, OFFICE.terms_court)
    texts = [path for kind in ("toml", "md", "txt", "html", "js") for path in (ROOT / "messages_ja").rglob(f"*.{kind}")]
    pages = [path for kind in ("html", "js", "css") for path in (ROOT / "bot").rglob(f"*.{kind}")]
    drawn = (ROOT / "messages_ja").rglob("*.py")
    found = [
        (str(path.relative_to(ROOT)), one)
        for path in (*SOURCES, *texts, *pages, *drawn)
        for one in own
        if one in path.read_text("utf-8")
    ]
    assert found == []
