"""Settings for tests: fresh keys, everything local."""

import base64
import os
from pathlib import Path

from cryptography.fernet import Fernet
from pydantic import SecretStr

from assay.kernel.settings import Settings


def secret() -> SecretStr:
    return SecretStr(base64.b64encode(os.urandom(32)).decode())


def test_settings(data_dir: Path, **changes: object) -> Settings:
    """Settings that read neither the environment's secrets nor a `.env`."""
    values: dict[str, object] = {
        "env": "test",
        "time_zone": "UTC",
        "data_dir": data_dir,
        "master_keys": SecretStr(Fernet.generate_key().decode()),
        "log_signing_key": secret(),
        "hmac_key": secret(),
        "jwt_key": secret(),
        "bulk_engine": "inprocess",
    }
    return Settings(_env_file=None, **{**values, **changes})  # type: ignore[arg-type]


test_settings.__test__ = False  # type: ignore[attr-defined]
