"""From the facts of a release to what its card says."""

from openfonds.releases.card import CardConfig, CardFacts
from openfonds.releases.metadata.release_facts import ReleaseFacts


def card_facts(facts: ReleaseFacts, beside: tuple[str, ...] = ()) -> CardFacts:
    """What the card says; `beside` are the files to link to.

    Rows are counted from the files, so that the card and the files cannot disagree.
    """
    return CardFacts(
        collection=facts.collection,
        repo_id=facts.repo_id,
        version=facts.version,
        as_of=facts.as_of,
        configs=tuple(CardConfig(n, noun, facts.rows_of(n)) for n, noun in facts.configs),
        statistics=facts.statistics,
        packs=facts.packs,
        refused=facts.refused,
        beside=beside,
    )
