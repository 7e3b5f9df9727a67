"""The figures of class X geometry: triangles cut by a parallel, tangents, quadrilaterals round a circle."""

from math import cos, radians, sin

from assay.apps.mathvidya.bank.content.svg import Drawing, on_circle
from assay.apps.mathvidya.bank.document import Figure


def cut_triangle(share: float, labels: dict[str, str], alt: str) -> Figure:
    """Triangle ABC with D on AB and E on AC at `share` of the way from A; labels of AD, DB, AE and EC."""
    a, b, c = (130.0, 185.0), (30.0, 30.0), (260.0, 30.0)
    d = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
    e = (a[0] + (c[0] - a[0]) * share, a[1] + (c[1] - a[1]) * share)
    sheet = Drawing(290, 210).polygon(a, b, c).line(d, e)
    sheet.text((130, 192), "A").text((18, 20), "B").text((272, 20), "C")
    sheet.text((d[0] - 12, d[1]), "D").text((e[0] + 12, e[1]), "E")
    for name, (one, other, side) in {
        "AD": (a, d, -1),
        "DB": (d, b, -1),
        "AE": (a, e, 1),
        "EC": (e, c, 1),
    }.items():
        if name in labels:
            x, y = (one[0] + other[0]) / 2 + side * 16, (one[1] + other[1]) / 2 - 2
            sheet.text((x, y), labels[name], anchor="end" if side < 0 else "start")
    return sheet.figure(alt)


def tangents(angle: float, alt: str, *, label: str = "", chord: bool = False) -> Figure:
    """Tangents PA and PB from P to a circle with centre O; `angle` is APB in degrees."""
    centre, radius = (90.0, 105.0), 60.0
    half = 90 - angle / 2
    a, b = on_circle(centre, radius, half), on_circle(centre, radius, -half)
    p = (centre[0] + radius / sin(radians(angle / 2)), centre[1])
    sheet = Drawing(p[0] + 40, 210).circle(centre, radius)
    sheet.line(a, p).line(b, p).line(centre, a).line(centre, b)
    if chord:
        sheet.line(a, b)
    sheet.dot(centre, "O", (-12, -4)).text((a[0] + 4, a[1] + 8), "A").text((b[0] + 4, b[1] - 18), "B")
    sheet.text((p[0] + 14, p[1] - 5), "P")
    if label:
        sheet.text((p[0] - 24, p[1] - 5), label)
    return sheet.figure(alt)


def round_quadrilateral(alt: str, labels: dict[str, str] | None = None) -> Figure:
    """A quadrilateral ABCD whose sides touch a circle."""
    centre, radius = (140.0, 110.0), 62.0
    sheet = Drawing(290, 220).circle(centre, radius).dot(centre, "O", (8, 4))
    touch = [250.0, 350.0, 75.0, 165.0]
    corners = []
    for one, other in zip([touch[3], *touch[:3]], touch, strict=True):
        gap = (other - one) % 360
        corners.append(on_circle(centre, radius / cos(radians(gap / 2)), one + gap / 2))
    sheet.polygon(*corners)
    for name, corner in zip("ABCD", corners, strict=True):
        x, y = corner[0] - centre[0], corner[1] - centre[1]
        sheet.text((corner[0] + x * 0.13, corner[1] + y * 0.13 - 5), name)
    for side, said in (labels or {}).items():
        start, end = corners["ABCD".index(side[0])], corners["ABCD".index(side[1])]
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        sheet.text((x + (x - centre[0]) * 0.28, y + (y - centre[1]) * 0.28 - 5), said)
    return sheet.figure(alt)
