"""How units, types of questions and levels are called on pages and in sentences."""

from assay.apps.mathvidya.bank.document import Cognitive, Difficulty, Kind, Unit
from assay.kernel.web.i18n import gettext as _


def unit_name(unit: Unit) -> str:
    return {
        Unit.NUMBER_SYSTEMS: _("Number Systems"),
        Unit.ALGEBRA: _("Algebra"),
        Unit.COORDINATE_GEOMETRY: _("Coordinate Geometry"),
        Unit.GEOMETRY: _("Geometry"),
        Unit.TRIGONOMETRY: _("Trigonometry"),
        Unit.MENSURATION: _("Mensuration"),
        Unit.STATISTICS_PROBABILITY: _("Statistics and Probability"),
        Unit.RELATIONS_FUNCTIONS: _("Relations and Functions"),
        Unit.CALCULUS: _("Calculus"),
        Unit.VECTORS_3D: _("Vectors and Three-dimensional Geometry"),
        Unit.LINEAR_PROGRAMMING: _("Linear Programming"),
        Unit.PROBABILITY: _("Probability"),
    }[unit]


def kind_name(kind: Kind) -> str:
    return {
        Kind.MCQ: _("multiple choice"),
        Kind.MCQ_MULTIPLE: _("multiple choice, several right"),
        Kind.ASSERTION_REASON: _("assertion and reason"),
        Kind.VSA: _("very short answer"),
        Kind.SA: _("short answer"),
        Kind.LA: _("long answer"),
        Kind.CASE: _("case study"),
    }[kind]


def cognitive_name(level: Cognitive) -> str:
    return {
        Cognitive.REMEMBER: _("remember and understand"),
        Cognitive.APPLY: _("apply"),
        Cognitive.ANALYSE: _("analyse and above"),
    }[level]


def difficulty_name(level: Difficulty) -> str:
    return {
        Difficulty.EASY: _("easy"),
        Difficulty.MEDIUM: _("medium"),
        Difficulty.HARD: _("hard"),
    }[level]
