"""Every question that comes with Mathvidya. A module that registers templates is named here, once."""

from importlib import import_module

from assay.apps.mathvidya.bank.content.drawing import TEMPLATES
from assay.apps.mathvidya.bank.document import ClassLevel, Question

CLASS_X = (
    "x_number_systems",
    "x_number_systems_written",
    "x_algebra",
    "x_quadratics",
    "x_algebra_written",
    "x_algebra_long",
    "x_algebra_cases",
    "x_coordinate_geometry",
    "x_coordinate_geometry_written",
    "x_geometry",
    "x_geometry_written",
    "x_geometry_long",
    "x_trigonometry",
    "x_trigonometry_written",
    "x_heights",
    "x_mensuration",
    "x_mensuration_written",
    "x_mensuration_long",
    "x_statistics",
    "x_statistics_written",
    "x_statistics_long",
)
CLASS_XII = (
    "xii_applications",
    "xii_areas",
    "xii_assertions",
    "xii_calculus_cases",
    "xii_derivatives",
    "xii_determinants",
    "xii_equations",
    "xii_integrals",
    "xii_integrals_long",
    "xii_inverse",
    "xii_lines",
    "xii_matrices",
    "xii_probability",
    "xii_probability_cases",
    "xii_programming",
    "xii_relations",
    "xii_vectors",
)

MODULES = {ClassLevel.X: CLASS_X, ClassLevel.XII: CLASS_XII}


def questions(class_level: ClassLevel) -> list[Question]:
    """All questions of one class, in the order of the modules and of the templates in them."""
    names = [f"{__package__}.{name}" for name in MODULES[class_level]]
    for name in names:
        import_module(name)
    return [
        question
        for name in names
        for template in TEMPLATES.values()
        if template.make.__module__ == name
        for question in template.questions()
    ]
