import numpy as np

from assay.kernel.search import embedding


def test_vectors_are_unit_and_of_one_width() -> None:
    vectors = embedding.embed(["a cotton shirt", "", "steel bolts " * 400])
    assert vectors.shape == (3, embedding.WIDTH)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_vector() -> None:
    assert embedding.embed([]).shape == (0, embedding.WIDTH)


def test_likeness_follows_meaning_not_letters() -> None:
    shirt, blouse, bolts = embedding.embed(
        ["men's cotton shirt", "woven blouse for women", "steel bolts and nuts"]
    )
    assert shirt @ blouse > shirt @ bolts + 0.2


def test_vector_of_a_text_does_not_depend_on_what_else_is_in_the_batch() -> None:
    texts = ["silver ring", "a very long description of a wooden chair with arms and a padded seat", "tea"]
    together = embedding.embed(texts)
    for text, vector in zip(texts, together, strict=True):
        assert np.allclose(embedding.embed([text])[0], vector, atol=1e-4)


def test_what_lies_beyond_the_limit_of_tokens_is_not_read() -> None:
    head = "tea " * 300
    first, second = embedding.embed([head, head + "steel bolts and machine tools"])
    assert np.allclose(first, second)
