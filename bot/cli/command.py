"""Reads the command line and hands on. Errors are one line on standard error and an exit status above 0."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from bot.cli.environment import take_env_file
from bot.cli.japanese_click import Lazy, LazyGroup
from bot.cli.usage_errors import line_of, one_line
from bot.errors import MadoguchiError, RefusedError

COMMANDS = {
    "init": Lazy("init", "init", "新しい窓口の設定を、鍵も作って書く"),
    "web": Lazy("serving.processes", "web", "Web サーバーを動かす"),
    "worker": Lazy("serving.processes", "worker", "通知を送るワーカーを動かす"),
    "reload": Lazy("serving.reload", "reload", "web を止めずに、今の版と設定のものに替える（systemctl reload が使う）"),
    "dev": Lazy("dev", "dev", "すべてを手元で動かす（make run）"),
    "booking": Lazy("booking", "booking", "予約を見る・確定する・取り消す"),
    "message": Lazy("message", "message", "職員への伝言を読む・返事をする・閉じる"),
    "notice": Lazy("notices", "notice", "通知"),
    "check": Lazy("checks.check", "check", "設定と Redis と LINE を確かめる"),
    "menu": Lazy("menu", "menu", "リッチメニュー"),
    "aside": Lazy("aside", "aside", "3回失敗して止まった処理"),
    "audit": Lazy("audit", "audit", "監査記録"),
    "import": Lazy("counsellors.lists", "import_lists", "表（CSV）から、担当者や予約を入れる"),
    "export": Lazy("counsellors.lists", "export_lists", "担当者や予約を、表（CSV）に書く"),
    "counsellor": Lazy("counsellors.counsellor", "counsellor", "担当者（だれが、いつ、何を受け持つか）"),
    "staff": Lazy("staff", "staff", "職員のアカウント"),
    "erase": Lazy("erase", "erase", "ある人の記録をすべて消す（予約は先に取り消す）"),
    "retention": Lazy("retention", "retention", "保存の期間が過ぎたものを消す（worker も毎時行う）"),
    "keys": Lazy("stored_data.keys", "keys", "データの鍵"),
    "backup": Lazy("stored_data.backup", "backup", "この窓口のデータを、暗号にして1つのファイルに書く"),
    "restore": Lazy("stored_data.restore", "restore", "backup のファイルから元に戻す"),
    "store": Lazy("stored_data.store", "store", "Redis の中身が変わっていないか"),
    "terms": Lazy("terms", "terms", "利用規約の版を見る・公開する"),
    "demo": Lazy("stored_data.demo", "demo", "おためしに、架空の予約を入れる（本番では使えません）"),
    "day": Lazy("day", "day", "1日の予約を、電話番号つきの一覧にする（閲覧は記録されます）"),
}
INTERRUPTED = 130  # the exit status of what Ctrl-C ended

STATUSES = "終わりの値: 0 できた、1 断られたか直すところがある、2 打ち方か設定が違うか Redis に届かない、130 Ctrl-C"

madoguchi = LazyGroup(
    "madoguchi", folder="bot.cli.commands", lazy=COMMANDS, help="オンライン職業相談の予約", epilog=STATUSES
)
madoguchi.params.append(
    click.Option(
        ["--env-file"],
        type=click.Path(path_type=Path),
        callback=lambda _context, _option, path: take_env_file(path) if path else None,
        is_eager=True,
        expose_value=False,
        help="設定のファイル（systemd の EnvironmentFile と同じもの）",
    )
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; give its exit status."""
    try:
        return _run(argv)
    except click.Abort:
        return _refused("途中でやめました", INTERRUPTED)
    except click.UsageError as error:
        return _refused(line_of(error), error.exit_code)
    except MadoguchiError as error:
        return _refused(str(error), 2)


def _run(argv: Sequence[str] | None) -> int:
    try:
        return int(madoguchi.main(argv, prog_name="madoguchi", standalone_mode=False) or 0)
    except RefusedError as error:
        from bot.cli.error_words import in_words  # it loads the office, which most commands are done without

        return _refused(in_words(error), 1)


def _refused(line: str, status: int) -> int:
    print(f"madoguchi: {one_line(line)}", file=sys.stderr)
    return status
