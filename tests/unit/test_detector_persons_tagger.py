"""The recogniser's network as it is reckoned here gives what slovnet's own code gives."""

import ctypes
from importlib import import_module
from random import Random

import pytest

from openfonds.restrictions.detectors.persons.recogniser import recogniser_model, tagger

SENTENCES = (
    "Слушали доклад тов. Иванова о ремонте школы в Вологде .",
    "12 мая 1934 г. в Совнарком СССР явился гражданин Пётр Ильич Сидоров - Волков .",
    "ОНО ГОРОНО , МОСКВА : ЦК ВКП ( б ) постановил",
    "zzz qqq Ivanov wrote to Petrov № 5 « … »",
    "да",
    "Губернатор князь Голицын принял прошение вдовы Марьи Петровой из деревни Малые Корелы .",
)
CHUNKS = [sentence.split() for sentence in SENTENCES]


def _slovnets(chunks: list[list[str]]) -> list[list[str]]:
    infer = recogniser_model().infer
    tags: list[list[str]] = list(infer.decoder(infer.process(infer.encoder(chunks))))
    return tags


def _longest_first(chunks: list[list[str]]) -> list[list[str]]:
    return sorted(chunks, key=len, reverse=True)


def test_tags_are_those_of_slovnet() -> None:
    chunks = _longest_first(CHUNKS)
    ours = list(tagger().tags(chunks))
    assert ours == _slovnets(chunks)
    assert {"B-PER", "I-PER", "B-LOC", "B-ORG", "O"} <= {tag for tags in ours for tag in tags}


@pytest.mark.parametrize("seed", range(5))
def test_words_in_any_order_are_tagged_as_slovnet_does(seed: int) -> None:
    random = Random(seed)
    words = [word for chunk in CHUNKS for word in chunk]
    chunks = _longest_first([random.choices(words, k=random.randint(1, 90)) for _ in range(12)])
    assert list(tagger().tags(chunks)) == _slovnets(chunks)


def test_tags_of_a_chunk_do_not_depend_on_the_chunks_beside_it() -> None:
    chunks = _longest_first(CHUNKS * 3)
    together = list(tagger().tags(chunks))
    alone = [tags for chunk in chunks for tags in tagger().tags([chunk])]
    assert together == alone


def test_a_network_of_another_kind_is_refused() -> None:
    network = recogniser_model().infer.model
    layer = network.encoder.layers[0]
    other = network.replace(
        encoder=network.encoder.replace(layers=[layer.replace(conv=layer.conv.replace(padding=2))])
    )
    with pytest.raises(ValueError, match="convolutions of three words"):
        type(tagger())(other, lambda _: (0, 1), ["O"])


def test_numpy_works_on_one_thread_when_the_recogniser_is_loaded() -> None:
    tagger()
    library = ctypes.CDLL(import_module("numpy._core._multiarray_umath").__file__ or "")
    if not hasattr(library, "scipy_openblas_get_num_threads64_"):
        pytest.skip("numpy was built with another library than OpenBLAS")
    assert library.scipy_openblas_get_num_threads64_() == 1
