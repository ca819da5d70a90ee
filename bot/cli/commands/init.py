"""`madoguchi init`: writes an office's file and its environment with fresh keys, ready to be completed."""

import json
import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path

import click

from bot.adapters.files.private_files import write_private
from bot.booking.office import office_from
from bot.booking.text import compatible
from bot.cli.fresh_keys import data_key, secret
from bot.cli.japanese_click import Command
from bot.cli.os_errors import why
from bot.cli.output import json_option, show
from bot.errors import SettingsError
from bot.settings import OFFICE_FILE, from_environ

OFFICE = {
    "id": "窓口の記号（英数字。Redis の中の名前になります。例 sakura）",
    "name": "窓口の名前（例 ハローワーク桜）",
    "address": "所在地",
    "telephone": "電話番号（例 093-000-0000）",
    "terms_signed_by": "利用規約の名義（例 桜公共職業安定所長）",
    "terms_court": "利用規約の合意管轄の裁判所",
}
PUBLIC_URL = "求職者と LINE に届くアドレス（https://…）"
REDIS_URL = "Redis か Valkey（例 redis://madoguchi:パスワード@127.0.0.1:6379/0）"
MEANINGS = {**OFFICE, "public_url": PUBLIC_URL, "redis_url": REDIS_URL}
OF_THE_ENVIRONMENT = ("public_url", "redis_url")
USUAL = {"redis_url": "redis://127.0.0.1:6379/0"}  # what nobody has to give
GOOD = {**dict.fromkeys(OFFICE, "x"), "telephone": "000"}  # what the other answers are taken for while one is looked at
IN_LATIN = ("id", "telephone", "public_url", "redis_url")  # answers whose full-width letters are meant as others
ENVIRONMENT_FILE, STATE = "madoguchi.env", "state"
WEBHOOK = "/line/webhook"
NOT_YET = {"LINE_CHANNEL_SECRET": "x" * 32, "LINE_CHANNEL_ACCESS_TOKEN": "x"}  # what only LINE's console gives
NEXT = """{folder} に書きました: {office}、{environment}（読めるのは書いた人だけ）

つぎにすること（docs/setup.ja.md）
  1. {environment} に入れる: LINE_CHANNEL_SECRET と LINE_CHANNEL_ACCESS_TOKEN（LINE Developers コンソールの値）。
     前の nginx などが1台でないなら TRUSTED_PROXIES も
  2. {office} の受付時間・枠・休みを直す（昼休みは [counter] と [consultation] の両方の weekly に書く）
  3. LINE の Webhook URL: {webhook}（madoguchi check --set-webhook でも入れられます）
  4. madoguchi --env-file {folder}/{environment} check
  DATA_KEYS を失うと、予約はだれにも読めなくなります。写しを別の場所に、鍵をかけて置いてください。"""


def _with_answers(function: Callable[..., None]) -> Callable[..., None]:
    """Take each answer as an option."""
    for name, meaning in reversed(MEANINGS.items()):
        function = click.option(_option(name), help=meaning)(function)
    return function


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


@click.command(cls=Command)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--state-dir", type=click.Path(path_type=Path), help="STATE_DIR（なければ DIR/state を作る）")
@_with_answers
@json_option
def init(folder: Path, state_dir: Path | None, as_json: bool, **given: str | None) -> None:
    """Ask what is lacking, and write both files; nothing that is there is written over."""
    folder = folder.resolve()
    there = [name for name in (OFFICE_FILE, ENVIRONMENT_FILE) if (folder / name).exists()]
    if there:
        raise SettingsError(f"{folder / there[0]} がもうあります。別のフォルダーにするか、先に動かしてください")
    fresh = {"SECRET_KEY": secret(), "DATA_KEYS": data_key()}
    _prove_writable(folder)
    answers = _complete(given)
    address = answers.pop("public_url").rstrip("/")
    values = {
        **fresh,
        "REDIS_URL": answers.pop("redis_url"),
        "METRICS_TOKEN": secret(),
        "OFFICE_DIR": str(folder),
        "PUBLIC_URL": address,
        "TRUSTED_PROXIES": str(int(address.startswith("https://"))),  # who speaks TLS stands before us
        "STATE_DIR": str((state_dir or folder / STATE).resolve()),
    }
    _write(folder, Path(values["STATE_DIR"]), office_text(answers), environment_text(values))
    webhook = f"{address}{WEBHOOK}"
    told = {"folder": str(folder), "office": OFFICE_FILE, "environment": ENVIRONMENT_FILE, "webhook": webhook}
    show(told, NEXT.format(**told), as_json=as_json)


def _complete(given: Mapping[str, str | None]) -> dict[str, str]:
    """Ask for what was not given, where a person can answer."""
    lacking = [_option(name) for name in MEANINGS if not given[name] and name not in USUAL]
    if lacking and not sys.stdin.isatty():
        raise SettingsError(f"{' '.join(lacking)} を指定してください")
    usual = {} if sys.stdin.isatty() else USUAL
    return {name: _answer(name, given[name] or usual.get(name, "")) for name in MEANINGS}


def _answer(name: str, given: str) -> str:
    """Give an answer that can be used: where a person answers, a wrong one is asked again."""
    while True:
        said = given or click.prompt(MEANINGS[name], default=USUAL.get(name))
        answer = compatible(said).strip() if name in IN_LATIN else said.strip()
        wrong = _complaint(name, answer)
        if not wrong:
            return answer
        if not sys.stdin.isatty():
            raise SettingsError(f"{_option(name)}: {wrong}")
        click.echo(wrong.replace(name, MEANINGS[name].partition("（")[0], 1), err=True)
        given = ""


def _complaint(name: str, answer: str) -> str:
    """Say what is wrong with an answer, "" for nothing."""
    try:
        if name in OF_THE_ENVIRONMENT:
            redis = dict.fromkeys(("REDIS_URL", "QUEUE_URL"), USUAL["redis_url"])
            least = {"SECRET_KEY": secret(), "DATA_KEYS": data_key(), **NOT_YET, **redis}
            from_environ({**least, name.upper(): answer})
        else:
            office_from(tomllib.loads(office_text({**GOOD, name: answer})))
    except (SettingsError, ValueError) as error:
        return str(error)
    return ""


def _prove_writable(folder: Path) -> None:
    """Refuse a folder that can't be made or written to, before anything is asked."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise SettingsError(f"{folder} に書けません。書ける利用者で実行するか、別のフォルダーにしてください")


def office_text(answers: Mapping[str, str]) -> str:
    """Fill an office's file; a text in it is written as TOML wants it."""
    text = _sample(OFFICE_FILE)
    for name in OFFICE:
        text = text.replace(f"{{{name}}}", json.dumps(answers[name], ensure_ascii=False), 1)
    return text


def environment_text(values: Mapping[str, str]) -> str:
    """Fill the environment; what is not known stays empty beside its explanation."""
    text = _sample("environment")
    for name, value in values.items():
        line = f"{name}={value}".replace("\\", r"\\")  # a backslash means something in a replacement
        text = re.sub(rf"^{name}=.*$", line, text, count=1, flags=re.MULTILINE)
    return text


def _sample(name: str) -> str:
    return files("bot.cli").joinpath("samples", name).read_text("utf-8")


def _write(folder: Path, state: Path, office: str, environment: str) -> None:
    """Write both; everybody may read the office's file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(folder / OFFICE_FILE, office.encode(), over=False)
        (folder / OFFICE_FILE).chmod(0o644)
        write_private(folder / ENVIRONMENT_FILE, environment.encode(), over=False)
    except OSError as error:
        raise SettingsError(f"{folder} に書けません: {why(error)}") from None
