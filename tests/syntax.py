"""Syntax trees of sources, for the guards that look at every file."""

import ast
from functools import cache


def nodes_of(source: str) -> list[ast.AST]:
    """Give every node of a source."""
    return list(ast.walk(ast.parse(source)))


kept_nodes_of = cache(nodes_of)  # for sources that several guards look at; who used it clears it
