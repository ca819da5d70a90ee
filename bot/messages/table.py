"""Plain text tables; Japanese characters take two columns."""

from collections.abc import Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

BETWEEN = 2  # columns between two cells
WIDEST = 10_000  # columns: no cell is cut or broken, whatever the terminal; a pipe has no width


def table(rows: Sequence[Sequence[str]]) -> str:
    """Give rows as lines whose columns stand under each other."""
    grid = Table.grid(padding=(0, BETWEEN, 0, 0))
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))  # a text, so that [ ] in a name is no markup
    out = StringIO()
    Console(file=out, width=WIDEST, force_terminal=False, color_system=None).print(grid)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())
