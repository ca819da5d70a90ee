"""Syntax trees of sources, for the guards that look at every file."""

import ast


def nodes_of(source: str) -> list[ast.AST]:
    """Give every node of a source."""
    return list(ast.walk(ast.parse(source)))
