"""Demo organisations, users and content, for the first look at the product."""

from collections.abc import Callable

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings

Login = tuple[str, str, str]
"""Role, e-mail, password."""


async def seed(database: Database, settings: Settings, *, say: Callable[[str], None]) -> list[Login]:
    """Seed what is missing for every started application; returns the logins. Again: changes nothing."""
    logins: list[Login] = []
    if "enigma" in settings.apps:
        from assay.demo import enigma

        logins += await enigma.seed(database, settings, say=say)
    if "veritas" in settings.apps:
        from assay.demo import veritas

        logins += await veritas.seed(database, settings, say=say)
    if "mathvidya" in settings.apps:
        from assay.demo import mathvidya

        logins += await mathvidya.seed(database, settings, say=say)
    if "exportsathi" in settings.apps:
        from assay.demo import exportsathi

        logins += await exportsathi.seed(database, settings, say=say)
    return list(dict.fromkeys(logins))
