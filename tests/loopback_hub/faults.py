"""What may go wrong with a request, planned by route and by count."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Status:
    """Answer with an error instead of doing what was asked."""

    code: int
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection: before any reply, in the body of the request, or in that of the reply.

    In the body of the reply: what was asked is done, and half of the reply is sent.
    """

    where: Literal["before", "in request", "in reply"] = "before"


@dataclass(frozen=True, slots=True)
class LostReply:
    """Do what was asked and close the connection without a word."""


@dataclass(frozen=True, slots=True)
class Slow:
    """Do what was asked, and answer after a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Trickle:
    """Do what was asked, and reply byte by byte: never silent for long, and never done."""

    pause_s: float


@dataclass(frozen=True, slots=True)
class Call:
    """Call a function of the test, before or after doing what was asked, and answer as usual."""

    function: Callable[[], object]
    when: Literal["before", "after"] = "before"


Fault = Status | Drop | LostReply | Slow | Trickle | Call


@dataclass(slots=True)
class _Planned:
    fault: Fault
    after: int
    times: int


@dataclass(slots=True)
class Faults:
    """The plan. A route counts its requests from the moment that a fault is planned for it."""

    _plan: dict[str, list[_Planned]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, route: str, fault: Fault, *, times: int = 1, after: int = 0) -> None:
        """Let the next `times` requests of a route go wrong, after `after` that go well."""
        with self._lock:
            self._plan.setdefault(route, []).append(_Planned(fault, after, times))

    def clear(self) -> None:
        """Forget the plan."""
        with self._lock:
            self._plan.clear()

    def pending(self) -> list[str]:
        """Routes with a fault that has not happened yet: a test may check that all did."""
        with self._lock:
            return sorted(r for r, planned in self._plan.items() if any(p.times for p in planned))

    def next(self, route: str) -> Fault | None:
        """The fault of this request, if any."""
        with self._lock:
            for planned in self._plan.get(route, []):
                if not planned.times:
                    continue
                if planned.after:
                    planned.after -= 1
                    return None
                planned.times -= 1
                return planned.fault
            return None
