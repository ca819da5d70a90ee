"""Lets applications of one test process share what their routes compile to: some hundreds of tests make one each.

A route compiles to two functions that build its address; with some eighty routes, that took longer than most tests.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_once() -> None:
    """Compile the functions of each kind of route once from now on; same route, same functions."""
    compiled, builders = Rule._compile_builder, dict[tuple[Any, ...], Builder]()

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Builder:
        kind = (rule.rule, rule.host, rule.subdomain, rule.merge_slashes, repr(rule.defaults), append_unknown)
        if kind not in builders:
            builders[kind] = compiled(rule, append_unknown)
        return builders[kind]

    Rule._compile_builder = compile_builder  # type: ignore[method-assign]
