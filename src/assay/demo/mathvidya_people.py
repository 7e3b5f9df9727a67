"""Who practises mathematics in the demo: students of both classes and their plans, teachers, parents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assay.apps.mathvidya.bank import service as bank
from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.leaderboard import service as leaderboard
from assay.apps.mathvidya.leaderboard.forms import JoinForm
from assay.apps.mathvidya.models.plans import Billing
from assay.apps.mathvidya.papers import service as papers
from assay.apps.mathvidya.people import mappings
from assay.apps.mathvidya.people import service as people
from assay.apps.mathvidya.people.consents import LEADERBOARD_VERSION, PARENT_VERSION
from assay.apps.mathvidya.people.forms import AskForm, ConfirmForm, StudentForm, TeacherForm
from assay.apps.mathvidya.plans import catalogue, subscriptions
from assay.apps.mathvidya.plans.forms import SubscribeForm
from assay.demo.enigma import PASSWORD
from assay.demo.mathvidya_exams import Course, Learner
from assay.demo.people import FIRST, LAST
from assay.kernel import clock
from assay.kernel.access.actor import Actor, ActorKind, person_of, system_actor
from assay.kernel.db.session import Database, Role, Session
from assay.kernel.identity.accounts import queries as account_queries
from assay.kernel.identity.accounts import service as accounts
from assay.kernel.identity.admin import ensure_user
from assay.kernel.identity.organisations import queries as organisation_queries
from assay.kernel.identity.organisations import service as organisations
from assay.kernel.identity.passwords import hasher_for
from assay.kernel.settings import Settings

ADMIN = "admin@example.org"
TEACHERS = ("teacher@example.org", "reviewer@example.org", "examiner@example.org")
"""The first two mark both classes, the third class XII alone in what `assay up` shows."""
EXTRA = "second.examiner@example.org"
"""In a whole run a query comes after three markings and goes to a fourth."""
STUDENT, STUDENT_X = "student@example.org", "student.x@example.org"
PARENT = "parent@example.org"

X, XII = ClassLevel.X, ClassLevel.XII
PLACES: Sequence[tuple[ClassLevel, str, float]] = (
    (XII, "centum", 0.72),
    (XII, "premium", 0.84),
    (XII, "premium", 0.6),
    (XII, "premium", 0.66),
    (XII, "basic", 0.55),
    (XII, "premium-mcq", 0.7),
    (X, "centum", 0.78),
    (X, "premium", 0.58),
    (X, "premium", 0.88),
    (X, "basic", 0.5),
    (X, "premium", 0.64),
    (X, "basic", 0.7),
)
"""Class, plan and skill of each student."""


@dataclass(frozen=True, slots=True)
class House:
    """The course with its students and the parent of the first of each class."""

    course: Course
    learners: Sequence[Learner]
    parent: Actor


def actor_of(org_id: UUID, account_id: UUID, role: str, name: str) -> Actor:
    return Actor(
        kind=ActorKind.ACCOUNT,
        account_id=account_id,
        org_id=org_id,
        roles={"mathvidya": role},
        label=name,
        address="192.0.2.20",
    )


async def gather(
    database: Database, settings: Settings, org_id: UUID, count: int = len(PLACES), *, fourth: bool = False
) -> House:
    """Accounts with their roles; those that exist stay. Makes nothing of Mathvidya's own yet."""

    async def named(email: str, role: str, name: str) -> Actor:
        account_id = await ensure_user(
            database,
            settings,
            email=email,
            password=PASSWORD,
            org_id=org_id,
            roles={"mathvidya": role},
            name=name,
        )
        return actor_of(org_id, account_id, role, name)

    admin = await named(ADMIN, "admin", "Admin")
    marking = dict(zip(TEACHERS, ("Dr. Meera Iyer", "Reviewer", "R. Krishnan"), strict=True))
    if fourth:
        marking[EXTRA] = "S. Banerjee"
    teachers = [await named(email, "teacher", name) for email, name in marking.items()]
    parent = await named(PARENT, "parent", "Kavita Nair")
    course = Course(database, org_id, admin, teachers)
    return House(course, await _learners(database, settings, org_id, count), parent)


async def _learners(database: Database, settings: Settings, org_id: UUID, count: int) -> list[Learner]:
    """All under one hash of the password: hashing it for each would take longer than all the rest."""
    operator = system_actor(org_id, "demo")
    password_hash = await hasher_for(settings).hash(PASSWORD)
    made = []
    async with database.transaction(role=Role.SYSTEM) as db:
        for number, (level, plan, skill) in enumerate(PLACES[:count]):
            first, last = FIRST[(number * 5 + 2) % len(FIRST)], LAST[(number * 3 + 1) % len(LAST)]
            email = {0: STUDENT, 6: STUDENT_X}.get(number, f"{first}.{last}@maths.example.org".lower())
            account_id = await accounts.new_account(
                db, operator, email=email, name=f"{first} {last}", password_hash=password_hash
            )
            name = f"{first} {last}"
            if account_id is None:  # of another application's demo, or of a run that was stopped half-way
                known = await account_queries.account_by_email(db, email)
                assert known is not None
                account_id, name = known.id, known.name
            held = await organisation_queries.roles_for_update(db, org_id, account_id)
            roles = {**held, "mathvidya": "student"}
            await organisations.add_member(db, operator, org_id, account_id, roles)
            made.append(Learner(actor_of(org_id, account_id, "student", name), email, level, plan, skill))
    return made


async def found(house: House, begun: datetime) -> int:
    """Calendar, plans, templates, the bank and everybody's profile, as on the day `begun`; how many questions
    there are."""
    course = house.course
    org_id = course.org_id
    with clock.frozen(begun):
        async with course.database.transaction(org_id=org_id) as db:
            await config.set_up(db, org_id)
            # What is sampled follows from random ids: the demo asks for its second markings itself.
            await config.change(db, course.admin, {"second_marking_percent": 0})
            plans = {one.code: one.plan_id for one in await catalogue.plans(db, org_id)}
            await papers.templates(db, org_id)
            questions = await bank.set_up_own(db, course.admin)
            await people.enrol_teachers(db, org_id)
        async with course.database.transaction(org_id=org_id) as db:
            for one in house.learners:
                await people.save_own(db, one.actor, StudentForm(class_level=one.level))
                form = SubscribeForm(
                    student_id=one.student_id,
                    plan_id=plans[one.plan],
                    billing=Billing.YEAR,
                    payment_reference=f"DEMO-{one.actor.label}",
                )
                await subscriptions.subscribe(db, course.admin, form)
            if len(course.teachers) == len(TEACHERS):
                only_xii = TeacherForm(classes=frozenset({XII}), capacity=6)
                await people.change_teacher(db, course.admin, person_of(course.teachers[2]), only_xii)
        async with course.database.transaction(org_id=org_id) as db:
            for one in house.learners:
                if one.plan in ("premium", "centum"):
                    form_of = JoinForm(agree=True, text_version=LEADERBOARD_VERSION)
                    await leaderboard.join(db, one.actor, form_of)
            await _parents(db, house)
    return questions


async def _parents(db: Session, house: House) -> None:
    """The parent sees one student of each class; a third has asked, and the parent has not answered."""
    firsts = [next((one for one in house.learners if one.level is level), None) for level in (XII, X)]
    for one in firsts:
        if one is not None:
            await mappings.ask_as_student(db, one.actor, AskForm(parent_email=PARENT, relation="mother"))
            agreed = ConfirmForm(agree=True, text_version=PARENT_VERSION)
            await mappings.confirm_as_parent(db, house.parent, one.student_id, agreed)
    if len(house.learners) > 1:
        asking = house.learners[1].actor
        await mappings.ask_as_student(db, asking, AskForm(parent_email=PARENT, relation="aunt"))
