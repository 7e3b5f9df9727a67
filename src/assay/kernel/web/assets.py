"""Static files under addresses that carry a digest of all of them, so that browsers may keep them for good.

One digest for the whole tree: modules and style sheets refer to each other by relative address, and a change
of any file moves them all at once.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assay.kernel.errors import MisconfiguredError

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"


def tree_digest(roots: Mapping[str, Path]) -> str:
    """The first 12 hex digits of a SHA-256 over names and contents of every file below `roots`."""
    digest = hashlib.sha256()
    for name in sorted(roots):
        for path in sorted(roots[name].rglob("*")):
            if path.is_file():
                digest.update(f"{name}/{path.relative_to(roots[name])}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


class Assets(StaticFiles):
    """Serves `/static/{digest}/{owner}/{path}` from `roots[owner]`, and makes those addresses."""

    def __init__(self, roots: Mapping[str, Path], *, immutable: bool) -> None:
        super().__init__(directory=next(iter(roots.values())))
        self.roots = dict(roots)
        self.digest = tree_digest(roots)
        self._immutable = immutable

    def url(self, path: str) -> str:
        """The address of `owner/path`. Raises when there is no such file: a typo must not ship."""
        owner, _, rest = path.partition("/")
        if owner not in self.roots or not (self.roots[owner] / rest).is_file():
            raise MisconfiguredError(f"No static file {path}.")
        return f"/static/{self.digest}/{path}"

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        _digest, _, rest = path.partition(os.sep)
        owner, _, name = rest.partition(os.sep)
        root = self.roots.get(owner)
        if root is None or not name:
            return "", None
        full = (root / name).resolve()
        if not full.is_relative_to(root.resolve()) or not full.is_file():
            return "", None
        return str(full), full.stat()

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        # An address of an earlier release still answers during a rolling upgrade, but must not be kept.
        current = self._immutable and path.partition(os.sep)[0] == self.digest
        response.headers["Cache-Control"] = IMMUTABLE if current else REVALIDATE
        return response
