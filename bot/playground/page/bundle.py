"""Our browser modules as one script, for a page that stands alone in one file."""

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{ (?P<names>[^}]+) \} from "(?P<path>[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (?P<name>\w+))", re.MULTILINE)


def bundle(entry: Path) -> str:
    """Give the module and all it imports, each in a function of its own, in the order in which they need each other."""
    names: dict[Path, str] = {}
    return "\n".join(_wrapped(path, names) for path in _ordered(entry.resolve(), ()))


def _ordered(path: Path, above: tuple[Path, ...]) -> list[Path]:
    """Give what a module needs before the module; raise ValueError when two need each other."""
    if path in above:
        raise ValueError(f"modules import each other: {path.name}")
    found: list[Path] = []
    for match in IMPORT.finditer(path.read_text("utf-8")):
        found += _ordered((path.parent / match["path"]).resolve(), (*above, path))
    return list(dict.fromkeys([*found, path]))


def _wrapped(path: Path, names: dict[Path, str]) -> str:
    names[path] = f"module{len(names)}"
    source = path.read_text("utf-8")
    exported = ", ".join(match["name"] for match in EXPORT.finditer(source))
    body = EXPORT.sub("", IMPORT.sub(lambda match: _taken(match, path, names), source))
    return f"const {names[path]} = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();"


def _taken(match: re.Match[str], path: Path, names: dict[Path, str]) -> str:
    return f"const {{ {match['names']} }} = {names[(path.parent / match['path']).resolve()]};\n"
