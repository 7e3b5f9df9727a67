"""What parents see, over HTTP. Children without a confirmed mapping are not found."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.actors import Parent
from assay.apps.mathvidya.models.people import MappingState
from assay.apps.mathvidya.parents import service
from assay.apps.mathvidya.parents.forms import ChildOut, ChildPageOut, ResultOut, UnitOut
from assay.apps.mathvidya.parents.service import Child, Result
from assay.apps.mathvidya.people import consents, queries_parents
from assay.apps.mathvidya.people.rules import Side, waits_for
from assay.kernel.access.actor import org_of, person_of
from assay.kernel.db.session import Db
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()


@api.get("/parent/children")
async def list_children(actor: Parent, db: Db) -> dict[str, Any]:
    """Your confirmed children with their latest results."""
    return {"items": [_child(one) for one in await service.children(db, actor)]}


@api.get("/parent/children/{student_id}")
async def get_child(student_id: UUID, actor: Parent, db: Db, after: str | None = None) -> ChildPageOut:
    """One child with a page of all results."""
    child, results, following = await service.child(db, actor, student_id, after=after)
    return ChildPageOut.with_page(_child(child), [_result(one) for one in results], following)


@pages.get("/parent")
async def children_page(request: Request, actor: Parent, db: Db) -> Response:
    asked = await queries_parents.of_parent(db, org_of(actor), person_of(actor))
    return render(
        request,
        "mathvidya/parents/page.html",
        children=await service.children(db, actor),
        requests=[(row, name) for row, name in asked if waits_for(row.state, row.evidence) is Side.PARENT],
        waiting=[
            name
            for row, name in asked
            if row.state is MappingState.REQUESTED and waits_for(row.state, row.evidence) is Side.STUDENT
        ],
        text=consents.parent_text(),
        text_version=consents.PARENT_VERSION,
    )


@pages.get("/parent/children/{student_id}")
async def child_page(
    request: Request, student_id: UUID, actor: Parent, db: Db, after: str | None = None
) -> Response:
    child, results, following = await service.child(db, actor, student_id, after=after)
    return render(
        request,
        "mathvidya/parents/child.html",
        child=child,
        results=results,
        next=following,
        first=after is None,
    )


def _child(one: Child) -> ChildOut:
    return ChildOut(
        student_id=one.student.student_id,
        name=one.student.name,
        class_level=one.student.class_level,
        done=one.done,
        marked=one.marked,
        summary=one.in_words,
        trend=one.trend_in_words,
        expected=one.progress.expected,
        practise=list(one.progress.practise),
        units=[UnitOut(**asdict(unit)) for unit in one.progress.units],
        results=[_result(result) for result in one.results],
    )


def _result(one: Result) -> ResultOut:
    return ResultOut(**asdict(one))
