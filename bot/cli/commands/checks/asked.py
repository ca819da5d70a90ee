"""What `madoguchi check` heard of one place outside."""

from dataclasses import dataclass, field


@dataclass
class Asked:
    """What is on, what would lose or leak, what to look at; each one line."""

    on: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def loosened(self) -> "Asked":
        """Give the same where nothing is lost: in a playground, whose Zoom and mail may be away."""
        return Asked(self.on, [], [*self.faults, *self.warnings])

    @classmethod
    def together(cls, *places: "Asked") -> "Asked":
        """Give what was heard of several."""
        return cls(
            [one for place in places for one in place.on],
            [one for place in places for one in place.faults],
            [one for place in places for one in place.warnings],
        )
