"""Static files: addresses by content, vendored files as they were taken."""

import hashlib
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assay.kernel.errors import MisconfiguredError
from assay.kernel.web.assets import Assets, tree_digest
from tests.kernel.web.conftest import make_site
from tests.support.settings import test_settings

STATIC = Path(__file__).parents[3] / "src/assay/kernel/web/static"
VENDOR = STATIC / "vendor"


def test_vendored_files_match_their_lock() -> None:
    lines = [line.split() for line in (VENDOR / "vendor.lock").read_text().splitlines()[1:]]
    locked = {name: digest for name, _package, _version, _licence, digest in lines}
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.parent != VENDOR
    }
    assert found == locked
    assert all((VENDOR / name.split("/")[0] / "LICENSE").is_file() for name in locked)


def test_digest_follows_any_change(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    before = tree_digest({"x": tmp_path})
    assert tree_digest({"x": tmp_path}) == before
    (tmp_path / "a.css").write_text("b")
    assert tree_digest({"x": tmp_path}) != before


async def test_production_files_are_kept_for_good(tmp_path: Path) -> None:
    site = make_site(test_settings(tmp_path, env="production", public_url="https://assay.example"))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=site), base_url="https://assay.example"
    ) as http:
        page = (await http.get("/")).text
        for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
            answer = await http.get(address)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (await http.get("/static/000000000000/kernel/css/base.css")).headers[
            "cache-control"
        ] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/kernel/../render.py",
        "/static/x/kernel/%2e%2e/render.py",
        "/static/x/kernel/css",
        "/static/x/nobody/a.css",
        "/static/x/kernel/",
        "/static/",
    ],
)
async def test_nothing_outside_the_folders_is_served(visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.get(path)).status_code == 404


def test_address_of_a_missing_file_is_an_error(site: FastAPI) -> None:
    assets: Assets = site.state.assets
    with pytest.raises(MisconfiguredError, match="nothing"):
        assets.url("kernel/nothing.css")


def test_design_page_is_absent_in_production(tmp_path: Path) -> None:
    site = make_site(test_settings(tmp_path, env="production", public_url="https://assay.example"))
    assert "/design" not in {getattr(route, "path", "") for route in site.routes}
