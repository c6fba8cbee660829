"""The local runner: one holding from its package to decisions, with processes for the work."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from openfonds.app.decisions.settle import settle
from openfonds.app.installation import Installation
from openfonds.app.intake.plan import JudgedShard, Plan, load_plan
from openfonds.app.intake.read_account import ReadAccount, read_account
from openfonds.app.intake.register import Request, register
from openfonds.app.intake.shards import Recipe, judge_job, law_of, read_shard, recipe_for
from openfonds.app.progress import Progress
from openfonds.workers import WorkerPool

SHARD_SECONDS = 3600  # to clean, examine and judge one shard


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did: its plan, how many decisions are new, how reading went."""

    plan: Plan
    new_decisions: int
    reading: ReadAccount


def ingest(at: Installation, request: Request, progress: Progress) -> Ingested:
    """Take a holding in. Finished work is skipped, so a killed ingest is simply run again.

    Raises:
        SourceError, SettingsError, PolicyError, ToolMissing: nothing was done.
        TransientError: what was done is kept; run it again.
    """
    jobs = at.settings.jobs
    with WorkerPool(jobs) as pool:
        path = register(at, request, pool)
        plan = load_plan(at.storage.vault, path)
        law_of(at, plan)
        progress.start("reading", plan.n_pages, "pages")
        judged = _work(at, plan, path, pool, progress) if plan.shards else []
        progress.finish()
    reading = read_account(at.storage.vault, [shard.pages for shard in judged])
    return Ingested(plan, settle(at, path, judged), reading)


def _work(
    at: Installation, plan: Plan, path: str, pool: WorkerPool, progress: Progress
) -> Sequence[JudgedShard]:
    recipe = recipe_for(plan, at.settings.engine)

    def shard(number: int) -> JudgedShard:
        return _shard(at, plan, path, number, recipe, pool, progress)

    # Each shard waits for its pages; one more shard than workers keeps all of them busy.
    threads = ThreadPoolExecutor(at.settings.jobs + 1)
    try:
        return list(threads.map(shard, range(len(plan.shards))))
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _shard(
    at: Installation,
    plan: Plan,
    path: str,
    number: int,
    recipe: Recipe,
    pool: WorkerPool,
    progress: Progress,
) -> JudgedShard:
    pages = read_shard(at, plan, number, recipe, pool, progress.step)
    return pool.submit(judge_job, at.settings, path, number, pages, seconds=SHARD_SECONDS).result()
