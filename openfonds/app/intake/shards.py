"""The work on one shard: read its pages, then clean, examine and judge them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from catalog import readings
from extractors.reading.derivative import PageImages
from extractors.reading.engine import engine_named
from extractors.reading.language_models import models_for
from extractors.reading.spelling import MODERN_MODEL, spelling_of
from extractors.reading.tesseract import (
    ENGINE,
    OcrSettings,
    Spelling,
    model_id,
    model_of_language,
    own_models,
    probe,
    require_languages,
)
from extractors.step import MAY_PASS, ReadStep
from openfonds.app.installation import Installation, open_installation
from openfonds.app.intake.dictionaries import installed_dictionaries
from openfonds.app.intake.plan import JudgedShard, Plan, load_plan
from openfonds.app.sources import list_reader
from openfonds.batches import read_batch, read_columns
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
        by_language = [models_for(c, self.installed) for c in parse_languages(item.language or "")]
        own = tuple(dict.fromkeys(name for names in by_language for name in names))
        models = (own if not self.forced and all(by_language) else ()) or self.languages
        # A library's own stamps stand in every book; a secret was never sold as one.
        # Whoever forces the models wants these and no others; a plug-in has models of its own.
        is_fixed = self.forced or self.engine != ENGINE
        return OcrSettings(
            models,
            stamps=item.material != PUBLISHED,
            # Else a corrected date would have pages read again that it says nothing of.
            spelling=spelling_of(item.dates) if MODERN_MODEL in models else Spelling.ASK,
            engine=self.engine,
            others=() if is_fixed else tuple(sorted(self.installed)),
        )

    def digest(self, ocr: OcrSettings) -> str:
        """Changes with the settings, the engine or any byte of a model that may be used.

        All that there are count: any of them may read a page in another language or spelling, and
        their dictionaries tell how well a page was read.
        """
        every = model_id(tuple(sorted(self.installed | own_models())), ocr.psm)
        model = engine_named(ocr.engine).model_id(ocr)
        return digest_of([ReadStep.version, self.engine_version, model, every, ocr])

    def settings(self) -> list[str | bool]:
        """What decides about the reading of any item, beside the item itself."""
        return [self.digest(OcrSettings(self.languages, engine=self.engine)), self.forced]


def recipe_for(plan: Plan, engine: str) -> Recipe:
    """The recipe of an ingest by the engine of that name.

    Raises:
        ToolMissing: when the engine, or Tesseract, or a model for a language of the collection is
            not there. Stamps are read by Tesseract, whatever reads the pages.
    """
    installed = frozenset(probe().languages)
    languages = tuple(
        dict.fromkeys(
            name
            for code in plan.collection.languages
            for name in _models_of_collection(code, plan.languages_forced, installed)
        )
    )
    require_languages(languages)
    reader = engine_named(engine)
    reader.model_id(OcrSettings(languages, engine=engine))  # fails now, and not at every page
    return Recipe(languages, plan.languages_forced, installed, engine, reader.version())


def _models_of_collection(code: str, is_forced: bool, installed: frozenset[str]) -> tuple[str, ...]:
    """As for an item, but never none: what is missing is named before any work is done."""
    return (() if is_forced else models_for(code, installed)) or (model_of_language(code),)


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
        # Pages are known by their recipe; with another limit those are read that were given up.
        settings=[*recipe.settings(), at.settings.limits.page_seconds],
        images=PageImages(vault),
    )
    items = plan.shards[number]
    batch = run_step(step, vault, plan.shard_folder(number), items, ())
    given_up = {
        page["item_key"]
        for page in read_columns(vault, batch, PageText, ["item_key", "reason"])
        if page["reason"] in MAY_PASS
    }
    read = [
        (item.key, recipe.digest(recipe.ocr_for(item)))
        for item in read_batch(vault, items, Item)
        if item.key not in given_up
    ]
    readings.remember(at.engine, read, batch)
    return batch


def judge_shard(at: Installation, plan: Plan, number: int, pages: Batch, law: Law) -> JudgedShard:
    """Clean, examine and judge the pages of a shard."""
    vault, folder, items = at.storage.vault, plan.shard_folder(number), plan.shards[number]
    clean = run_step(CleanStep(installed_dictionaries()), vault, folder, items, [(PageText, pages)])
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
