"""The work on one shard: read its pages, then clean, examine and judge them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from catalog import readings
from extractors.reading.engine import engine_named
from extractors.reading.spelling import MODERN_MODEL, OLD_MODEL, spelling_of
from extractors.reading.tesseract import (
    ENGINE,
    OcrSettings,
    model_id,
    model_of_language,
    probe,
    require_languages,
)
from extractors.step import ReadStep
from openfonds.app.installation import Installation, open_installation
from openfonds.app.plan import JudgedShard, Plan, load_plan
from openfonds.app.sources import list_reader
from openfonds.batches import read_batch
from openfonds.cleaning.step import CleanStep
from openfonds.digests import digest_of
from openfonds.errors import TransientError
from openfonds.languages.codes import parse_languages
from openfonds.model import Batch, Examination, Item, PageClean, PageText
from openfonds.restrictions.law import Law, load_law
from openfonds.restrictions.names import SearchNamesStep, asks_for_names, wanted_items
from openfonds.restrictions.steps import ExamineStep, JudgeStep
from openfonds.settings import Settings
from openfonds.steps import read_units, run_step
from openfonds.workers import WorkerPool

PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which models read an item: those of its own language where they are installed."""

    languages: tuple[str, ...]  # Tesseract codes of the collection
    forced: bool
    installed: frozenset[str]
    engine: str
    engine_version: str

    def ocr_for(self, item: Item) -> OcrSettings:
        """The models for one item."""
        own = tuple(model_of_language(code) for code in parse_languages(item.language or ""))
        chosen = own if not self.forced and own and self.installed.issuperset(own) else ()
        # A library's own stamps stand in every book; a secret was never sold as one.
        return OcrSettings(
            chosen or self.languages,
            stamps=item.material != PUBLISHED,
            spelling=spelling_of(item.dates),
            engine=self.engine,
        )

    def digest(self, ocr: OcrSettings) -> str:
        """Changes with the engine or any byte of its models."""
        models = [engine_named(ocr.engine).model_id(ocr)]
        if ocr.engine == ENGINE and MODERN_MODEL in ocr.languages:
            models += [model_id((OLD_MODEL,), ocr.psm), ocr.spelling]
        return digest_of([ReadStep.version, ocr.engine, self.engine_version, models, ocr.stamps])


def recipe_for(plan: Plan, engine: str = ENGINE) -> Recipe:
    """The recipe of an ingest by the engine of that name.

    Raises:
        ToolMissing: when Tesseract or a model that the collection names is not installed.
    """
    languages = tuple(model_of_language(code) for code in plan.collection.languages)
    require_languages(languages)
    info = probe()
    version = engine_named(engine).version()
    return Recipe(languages, plan.languages_forced, frozenset(info.languages), engine, version)


def read_shard(
    at: Installation,
    plan: Plan,
    number: int,
    recipe: Recipe,
    pool: WorkerPool,
    on_page: Callable[[], None],
) -> Batch:
    """Read the pages of a shard, taking over what was read before."""
    vault = at.storage.vault

    def reuse(wanted: Sequence[tuple[Item, str]]) -> Mapping[str, Sequence[PageText]]:
        found = readings.find(at.engine, [(item.key, digest) for item, digest in wanted])
        pages: dict[str, list[PageText]] = {key: [] for key in found}
        for batch in dict.fromkeys(found.values()):
            for page in read_batch(vault, batch, PageText):
                if found.get(page.item_key) == batch:
                    pages[page.item_key].append(page)
        return pages

    step = ReadStep(
        pool,
        plan.source,
        at.settings.limits,
        ocr_for=recipe.ocr_for,
        recipe_of=recipe.digest,
        reuse=reuse,
        on_page=on_page,
        settings=[
            recipe.digest(OcrSettings(languages=recipe.languages)),
            recipe.forced,
            sorted(recipe.installed),
        ],
    )
    items = plan.shards[number]
    batch = run_step(step, vault, plan.shard_folder(number), items, ())
    read = [(i.key, recipe.digest(recipe.ocr_for(i))) for i in read_batch(vault, items, Item)]
    readings.remember(at.engine, read, batch)
    return batch


def judge_shard(at: Installation, plan: Plan, number: int, pages: Batch, law: Law) -> JudgedShard:
    """Clean, examine and judge the pages of a shard."""
    vault, folder, items = at.storage.vault, plan.shard_folder(number), plan.shards[number]
    clean = run_step(CleanStep(), vault, folder, items, [(PageText, pages)])
    found = run_step(ExamineStep(), vault, folder, items, [(PageClean, clean), (PageText, pages)])
    if asks_for_names(law):
        known = read_units(vault, items, [(PageText, pages), (Examination, found)])
        search = SearchNamesStep(wanted_items(law, known))
        found = run_step(search, vault, folder, items, [(PageClean, clean), (Examination, found)])
    inputs = [(PageText, pages), (Examination, found)]
    verdicts = run_step(JudgeStep(law), vault, folder, items, inputs)
    return JudgedShard(items, pages, clean, verdicts)


def judge_job(settings: Settings, plan_path: str, number: int, pages: Batch) -> JudgedShard:
    """`judge_shard` for a worker process."""
    at = open_installation(settings)
    plan = load_plan(at.storage.vault, plan_path)
    return judge_shard(at, plan, number, pages, law_of(at, plan))


def law_of(at: Installation, plan: Plan) -> Law:
    """The law as it was at registration.

    Raises:
        TransientError: when a pack or closed list was changed since: the ingest starts over.
    """
    read = list_reader(plan.lists_source, at.settings.limits)
    law = load_law(at.policies, plan.collection, read, plan.as_of)
    if law.digest != plan.law_digest:
        raise TransientError("a policy pack or closed list changed during the ingest: run it again")
    return law
