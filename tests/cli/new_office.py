"""An office that `madoguchi init` begins."""

import re
from pathlib import Path

GIVEN = {
    "id": "kokura",
    "name": 'ハローワーク小倉 "北口"',
    "address": "北九州市小倉北区1-1",
    "telephone": "093-000-0000",
    "terms_signed_by": "小倉公共職業安定所長",
    "terms_court": "福岡地方裁判所",
    "public_url": "https://yoyaku.kokura.jp/",
}


def words(folder: Path, **changes: str) -> tuple[str, ...]:
    named = {**GIVEN, **changes}
    options = [part for name, value in named.items() for part in (f"--{name.replace('_', '-')}", value)]
    return ("init", str(folder), *options)


def environment(folder: Path) -> dict[str, str]:
    lines = (folder / "madoguchi.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match("[A-Z_]+=", line))
