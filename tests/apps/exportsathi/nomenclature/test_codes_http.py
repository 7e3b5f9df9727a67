import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.nomenclature import files, service
from assay.kernel.db.session import Database
from tests.support.exportsathi import make_exporter
from tests.support.school import Caller, School


@pytest.fixture
async def exporter(place: School) -> Caller:
    return await make_exporter(place)


async def test_every_code_is_in_the_table_after_migrations(db: AsyncSession) -> None:
    assert await db.scalar(text("SELECT count(*) FROM exportsathi.hs_codes")) == len(files.everything())


async def test_loading_again_changes_nothing(savepoint: Database) -> None:
    async with savepoint.transaction() as owner:
        await owner.execute(text("RESET ROLE"))
        assert await service.load(await owner.connection()) == 0
        await owner.execute(text("UPDATE exportsathi.hs_codes SET description = 'x' WHERE code = '091030'"))
        assert await service.load(await owner.connection()) == 1


async def test_a_subheading_has_its_path_its_indian_lines_and_notes(exporter: Caller) -> None:
    answer = await exporter.get("/hs/711719")
    assert answer.status_code == 200
    found = answer.json()
    assert [step["code"] for step in found["path"]] == ["71", "7117", "711719"]
    assert "71171910" in [line["code"] for line in found["lines"]]
    assert "7113" in found["notes"][0]


async def test_a_heading_has_its_subheadings(exporter: Caller) -> None:
    found = (await exporter.get("/hs/7117")).json()
    assert [child["code"] for child in found["children"]] == ["711711", "711719", "711790"]


async def test_a_code_outside_the_list_is_not_found(exporter: Caller) -> None:
    assert (await exporter.get("/hs/999999")).status_code == 404
    assert (await exporter.get("/hs/71x")).status_code == 404


async def test_a_curator_who_exports_nothing_may_not_look(place: School) -> None:
    curator = await place.person("curator", "Asha")
    assert (await curator.get("/hs/7117")).status_code == 403


async def test_the_page_of_a_code_shows_where_it_lies(exporter: Caller) -> None:
    page = await exporter.http.get("/exportsathi/codes/711719", headers=exporter.headers)
    assert page.status_code == 200
    assert "Imitation" in page.text or "imitation" in page.text
    assert "/exportsathi/codes/71171910" in page.text


@pytest.mark.parametrize(
    ("code", "why"),
    [("091030", ""), ("09103030", ""), ("999999", "has no code 999999"), ("44103110", "of an older edition")],
)
def test_a_code_that_nobody_can_go_by_today_says_why(code: str, why: str) -> None:
    told = service.unusable(code)
    assert why in told
    assert bool(told) == bool(why)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("7117.19", "711719"), (" HS 0904 11 ", "090411"), ("hsn: 09103030", "09103030"), ("100% cotton", "")],
)
def test_a_code_is_told_from_words(text: str, digits: str) -> None:
    assert service.typed(text) == digits


def test_the_nearest_code_of_a_longer_one_is_its_beginning() -> None:
    assert service.nearest("7117199000") == "71171990"
    assert service.nearest("7117997700") == "7117"
    assert service.nearest("99999999") == ""
