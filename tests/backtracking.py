"""Tells whether a pattern can take one text in several ways without bound, so that one that almost fits takes for ever.

A pattern is read as an automaton whose states are its characters (Glushkov). It is linear from where it begins when

- no state comes back to itself by two ways on one text: each round would double the ways (exponential), and
- no two loops follow each other on one text, so that a run could be shared out between them (quadratic or worse).

What is looked ahead for is read as if it stood there. A possessive loop of single characters leaves its own to nobody.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from re import _constants as c  # the parser of the standard library has no public name
from re import _parser
from typing import Any

MANY = 30  # a longer repeat is a loop
CATEGORIES = {
    c.CATEGORY_DIGIT: str.isdecimal,
    c.CATEGORY_NOT_DIGIT: lambda char: not char.isdecimal(),
    c.CATEGORY_SPACE: str.isspace,
    c.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    c.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
    c.CATEGORY_NOT_WORD: lambda char: not (char.isalnum() or char == "_"),
}
SAMPLES = "1٣aAzé _-あ日\u3000\n\x00!"
REPEATS = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)
Chars = frozenset[str]
States = frozenset[int]
NONE: Chars = frozenset()


@dataclass
class Part:
    """A part of a pattern: where it can begin and end, and what may not come when it is passed over or left."""

    first: list[tuple[int, Chars]] = field(default_factory=list)
    last: list[tuple[int, Chars]] = field(default_factory=list)
    nullable: bool = True
    kept: Chars = NONE


@dataclass
class Automaton:
    """States with the characters they take, and the ways between them: (from, to, characters)."""

    pattern: str
    flags: int = 0
    chars: list[Chars] = field(default_factory=list)
    ways: list[tuple[int, int, Chars]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tree = _parser.parse(self.pattern, self.flags)
        self.flags = self.tree.state.flags
        self.ignores_case = bool(self.flags & re.IGNORECASE)
        self.alphabet = frozenset(SAMPLES) | _named(self.tree)
        self.takes: dict[str, Chars] = {}  # by what a pattern says

    def read(self, ahead: int) -> None:
        """Build it, with one of the things looked ahead for in its place (0 for none)."""
        self.chars, self.ways, self.ahead = [], [], ahead
        self._sequence(self.tree)

    def _sequence(self, items: Sequence[Any]) -> Part:
        whole = Part()
        for op, given in items:
            whole = self._joined(whole, self._part(op, given))
        return whole

    def _joined(self, one: Part, two: Part) -> Part:
        self.ways += _edges(one, two)
        return Part(
            one.first + [(state, takes - one.kept) for state, takes in two.first if one.nullable],
            two.last + [(state, kept | two.kept) for state, kept in one.last if two.nullable],
            one.nullable and two.nullable,
            one.kept | two.kept,
        )

    def _part(self, op: Any, given: Any) -> Part:
        if op in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN):
            return self._state(self._taken(op, given))
        if op is c.SUBPATTERN:
            return self._sequence(given[3])
        if op is c.ATOMIC_GROUP:
            return self._sequence(given)
        if op is c.BRANCH:
            return self._branches([self._sequence(one) for one in given[1]])
        if op in REPEATS:
            return self._repeated(op, *given)
        if _looks_ahead_far(op, given):
            self.ahead -= 1
            return self._sequence(given[1]) if self.ahead == 0 else Part()
        return Part()  # the edges of a text, what is looked back for, a group once more (all of ours are short)

    def _taken(self, op: Any, given: Any) -> Chars:
        said = f"{op}{given}"
        if said not in self.takes:
            self.takes[said] = frozenset(char for char in self.alphabet if self._takes(op, given, char))
        return self.takes[said]

    def _state(self, takes: Chars) -> Part:
        self.chars.append(takes)
        state = len(self.chars) - 1
        return Part([(state, takes)], [(state, NONE)], nullable=False)

    def _branches(self, parts: Sequence[Part]) -> Part:
        return Part(
            [one for part in parts for one in part.first],
            [one for part in parts for one in part.last],
            any(part.nullable for part in parts),
            frozenset.intersection(*(part.kept for part in parts)),
        )

    def _repeated(self, op: Any, least: int, most: int, body: Any) -> Part:
        if most is not c.MAXREPEAT and most <= MANY:
            whole, ahead = Part(), self.ahead
            for count in range(most):
                self.ahead = ahead
                once = self._sequence(body)
                whole = self._joined(whole, once if count < least else self._optional(once))
            return whole
        once = self._sequence(body)
        single = len(body) == 1 and body[0][0] in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)
        own = once.first[0][1] if op is c.POSSESSIVE_REPEAT and single else NONE
        self.ways += _edges(once, once)
        last = [(state, kept | own) for state, kept in once.last]
        return Part(once.first, last, once.nullable or least == 0, own if least == 0 else NONE)

    def _optional(self, part: Part) -> Part:
        return Part(part.first, part.last, nullable=True, kept=NONE)

    def _takes(self, op: Any, given: Any, char: str) -> bool:
        cases = {char, char.lower(), char.upper()} if self.ignores_case else {char}
        match op:
            case c.LITERAL:
                return chr(given) in cases
            case c.NOT_LITERAL:
                return chr(given) not in cases
            case c.ANY:
                return char != "\n" or bool(self.flags & re.DOTALL)
        found = any(_holds(item, one) for item in given for one in cases)
        return found is not (given[0][0] is c.NEGATE)


def _holds(item: tuple[Any, Any], char: str) -> bool:
    op, given = item
    if op is c.LITERAL:
        return ord(char) == given
    if op is c.RANGE:
        return bool(given[0] <= ord(char) <= given[1])
    return op is c.CATEGORY and bool(CATEGORIES[given](char))


def _named(tree: Any) -> Chars:
    """Give the characters that a pattern names, and the neighbours of its ranges."""
    found: set[str] = set()
    for item in tree:
        if isinstance(item, tuple) and len(item) == 2 and item[0] in (c.LITERAL, c.NOT_LITERAL):
            found |= {chr(item[1]), chr(item[1]).lower(), chr(item[1]).upper()}
        elif isinstance(item, tuple) and len(item) == 2 and item[0] is c.RANGE:
            low, high = item[1]
            found |= {chr(code) for code in (low - 1, low, high, high + 1) if code >= 0}
        elif isinstance(item, tuple | list | _parser.SubPattern):
            found |= _named(item)
    return frozenset(char for char in found if len(char) == 1)


def faults(pattern: str, flags: int = 0) -> Iterator[str]:
    """Name each way in which a pattern can take one text in several ways without bound."""
    automaton = Automaton(pattern, flags)
    if not _has_a_loop(automaton.tree):
        return
    for one in range(_looks_ahead(automaton.tree) + 1):
        automaton.read(one)
        yield from _Ways(automaton).faults()


def _looks_ahead(tree: Any) -> int:
    """Count what is looked ahead for and holds a loop; the rest costs the same each time."""
    inner = sum(_looks_ahead(item) for item in tree if isinstance(item, tuple | list | _parser.SubPattern))
    return inner + (isinstance(tree, tuple) and len(tree) == 2 and _looks_ahead_far(*tree))


def _looks_ahead_far(op: Any, given: Any) -> bool:
    return op in (c.ASSERT, c.ASSERT_NOT) and given[0] > 0 and _has_a_loop(given)


def _edges(one: Part, two: Part) -> list[tuple[int, int, Chars]]:
    """Give the ways from the ends of one part to the beginnings of another."""
    found = [(end, start, takes - kept if kept else takes) for end, kept in one.last for start, takes in two.first]
    return [way for way in found if way[2]]


def _has_a_loop(tree: Any) -> bool:
    if isinstance(tree, tuple) and len(tree) == 2 and tree[0] in REPEATS and tree[1][1] > MANY:
        return True
    return isinstance(tree, tuple | list | _parser.SubPattern) and any(map(_has_a_loop, tree))


class _Ways:
    """The ways between the states of an automaton."""

    def __init__(self, automaton: Automaton) -> None:
        bits = {char: 1 << place for place, char in enumerate(automaton.alphabet)}  # sets of characters as numbers
        sets = {takes: sum(bits[char] for char in takes) for _, _, takes in automaton.ways}
        self.chars, self.ways = automaton.chars, [(start, end, sets[takes]) for start, end, takes in automaton.ways]
        self.next: dict[int, list[tuple[int, int]]] = {}
        for p, q, takes in self.ways:
            self.next.setdefault(p, []).append((q, takes))
        self.reach = self._reached()
        self.looping = [state for state in range(len(self.chars)) if state in self.reach[state]]
        self.loops = {state: self._loop(state) for state in self.looping}
        self.within = {loop: self._within(loop) for loop in set(self.loops.values())}

    def _reached(self) -> list[States]:
        """Give the states that can be reached from each; as numbers while they grow, one bit for each state."""
        found = [0] * len(self.chars)
        grown = True
        while grown:
            grown = False
            for p in reversed(range(len(found))):
                before = found[p]
                for q, _ in self.next.get(p, ()):
                    found[p] |= found[q] | 1 << q
                grown = grown or found[p] != before
        sets = {bits: frozenset(state for state in range(len(found)) if bits >> state & 1) for bits in set(found)}
        return [sets[bits] for bits in found]

    def faults(self) -> Iterator[str]:
        for p in self.looping:
            if self._comes_back_twice(p):
                yield f"exponential at {self._say(p)}"
        for p, q in product(self.looping, repeat=2):
            if q in self.reach[p] and q not in self.loops[p] and self._shares(p, q):  # within one loop: exponential
                yield f"quadratic between {self._say(p)} and {self._say(q)}"

    def _say(self, p: int) -> str:
        return ascii("".join(sorted(self.chars[p])[:4]))

    def _loop(self, p: int) -> States:
        return frozenset(state for state in self.reach[p] if p in self.reach[state])

    def _comes_back_twice(self, p: int) -> bool:
        inside = self.loops[p]
        start, twice = (p, p, False), (p, p, True)
        return twice in self._walk(start, (inside, inside))

    def _walk(self, start: tuple[int, int, bool], inside: tuple[States, States]) -> set[tuple[int, int, bool]]:
        """Take two ways at once on one text; the flag says that they have parted."""
        found: set[tuple[int, int, bool]] = set()
        todo = [start]
        while todo:
            a, b, parted = todo.pop()
            ones, twos = self.next.get(a, ()), self.next.get(b, ())
            for (i, (x, takes)), (j, (y, takes_too)) in product(enumerate(ones), enumerate(twos)):
                if x in inside[0] and y in inside[1] and takes & takes_too:
                    after = (x, y, parted or x != y or (a == b and i != j))
                    if after not in found:
                        found.add(after)
                        todo.append(after)
        return found

    def _shares(self, p: int, q: int) -> bool:
        """Say whether one text leads from p to p, from p to q, and from q to q."""
        if not self._turn_together(p, q):
            return False
        of_p, of_q = self.within[self.loops[p]], self.within[self.loops[q]]
        found: set[tuple[int, int, int]] = set()
        todo = [(p, p, q)]
        while todo:
            a, b, d = todo.pop()
            for (x, one), (z, three) in product(of_p[a], of_q[d]):
                both = one & three
                for y, two in self.next.get(b, ()) if both else ():
                    if both & two and (x, y, z) not in found and (y == q or q in self.reach[y]):
                        found.add((x, y, z))
                        todo.append((x, y, z))
            if (p, q, q) in found:
                return True
        return False

    def _turn_together(self, p: int, q: int) -> bool:
        """Say whether one text leads from p to p and from q to q: soon told, and rare."""
        loops = (self.loops[p], self.loops[q])
        return not {(p, q, True), (p, q, False)}.isdisjoint(self._walk((p, q, False), loops))

    def _within(self, states: States) -> Mapping[int, list[tuple[int, int]]]:
        """Give the ways between some states, by where they begin."""
        return {state: [way for way in self.next[state] if way[0] in states] for state in states}
