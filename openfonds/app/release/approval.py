"""Whether people must look at a version first, and whether those who must have done so."""

from datetime import date
from typing import Self

from catalog import approvals
from catalog.staff import Person
from openfonds.app.installation import Installation, now
from openfonds.app.release.hubs import hub_for
from openfonds.app.release.plan import Planned
from openfonds.collection import Collection
from openfonds.errors import ReleaseRefused
from openfonds.releases.drift import Drift
from openfonds.releases.hub import Hub


class ApprovalNeeded(ReleaseRefused):
    """A person must look at a version first; it was not published."""

    def __init__(self, message: str, planned: Planned, plan_id: str, missing: int) -> None:
        super().__init__(message)
        self.version = str(planned.version)
        self.counts = planned.counts
        self.drifts = planned.drifts
        self.closes = planned.closes
        self.plan_id = plan_id
        self.missing = missing  # approvals by further people
        self.taken_off: str | None = None  # a version that was published, of closings only

    def after(self, closings: str | None) -> Self:
        """The same, told after a version that took out what is closed by now."""
        self.taken_off = closings
        self.args = (f"published v{closings}: without what is closed by now\n{self}",)
        return self


def refuse_unapproved(
    at: Installation,
    collection: Collection,
    hub: Hub,
    planned: Planned,
    approval: tuple[str, Person] | None,
    as_of: date,
) -> None:
    """Stop what no person has looked at, where one must; note who looked at just this.

    Raises:
        ApprovalNeeded: when further people must look.
    """
    plan_id, stale = planned.plan_id, None
    if approval is not None and approval[0] == plan_id:
        approvals.approve(at.engine, collection.name, plan_id, approval[1], as_of=as_of, now=now())
    elif approval is not None:
        stale = approval[0]
    needed = max(collection.release_approvals, 1 if planned.drifts else 0)
    given = approvals.given(at.engine, collection.name, plan_id)
    if len(given) >= needed:
        return
    usual = hub_for(at, collection, None).url
    command = f"openfonds release {collection.name}"
    if hub.url != usual:
        command += f" --hub {hub.url}"
    lines = [
        f"version {planned.version} waits for {needed - len(given)} more approval(s);"
        " it was not published",
        *(["it differs much from the version before:"] if planned.drifts else []),
        *unusual(planned.drifts),
        f"look at it: {command} --preview",
        f"let it through: {command} --approve {plan_id} --by YOUR-PSEUDONYM",
    ]
    if stale:
        lines.insert(1, f"plan {stale} is not what would be published now: look again")
    raise ApprovalNeeded("\n".join(lines), planned, plan_id, needed - len(given))


def unusual(drifted: tuple[Drift, ...]) -> list[str]:
    """The drift of a version in words, one line each."""
    return [f"  {drift}" for drift in drifted]
