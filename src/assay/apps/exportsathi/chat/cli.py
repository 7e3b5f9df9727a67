"""The command `assay exportsathi ask`."""

from typing import Annotated, Any

import typer


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    org: Annotated[str, typer.Option(help="Short name of the organisation, where there are several.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document, for scripts.")] = False,
) -> None:
    """Answer a question from the knowledge in the database, each sentence with its source."""
    # Loaded late: other commands need neither the database nor the model of meaning.
    from assay.apps.exportsathi.chat import service
    from assay.apps.exportsathi.knowledge import service as knowledge
    from assay.commands.console import say, with_database
    from assay.kernel.access.actor import system_actor
    from assay.kernel.db.session import Database, Role
    from assay.kernel.settings import Settings

    async def work(database: Database, _settings: Settings) -> dict[str, Any]:
        text = service.question(question)
        async with database.transaction(role=Role.SYSTEM) as db:
            org_id = await knowledge.organisation(db, org)
        async with database.transaction(org_id=org_id) as db:
            draft = await service.drafted(db, system_actor(org_id, "ask"), text, service.today())
        return draft.answer.document()

    document = with_database(work)
    say(document, as_json=as_json, text=lambda: _print(document))


def _print(document: dict[str, Any]) -> None:
    from assay.commands.console import out

    if document["notice"]:
        out.print(document["notice"], style="yellow")
    if document["refused"]:
        out.print(document["refusal"])
        return
    number = 0
    sources = []
    for sentence in document["sentences"]:
        marks = ""
        for one in sentence["citations"]:
            number += 1
            marks += f" [{number}]"
            sources += _working(number, one) if "kind" in one else [_place(number, one)]
        out.print(sentence["text"] + marks, markup=False)
    for line in sources:
        out.print(line, style="dim", markup=False)


def _place(number: int, one: dict[str, Any]) -> str:
    return (
        f"[{number}] {one['title']}. {one['publisher']}, {one['standing']}; "
        f"{one['source_id']} v{one['version']}, characters {one['start']} to {one['end']}"
    )


def _working(number: int, row: dict[str, Any]) -> list[str]:
    """A calculation line by line, then what it remarks and stands on."""
    found = [f"[{number}] {row['title']}, worked out for {row['as_of']}; sha256 {row['sha256']}"]
    found += [f"    {one['label']}: {one['shown']}   {one['how']}".rstrip() for one in row["lines"]]
    found += [f"    {one['text']}" for one in row["remarks"]]
    return found + [f"    {one['title']}. {one['publisher']}, {one['standing']}" for one in row["sources"]]
