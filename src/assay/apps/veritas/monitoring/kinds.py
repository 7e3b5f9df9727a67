"""The kinds of events: numbered for ever, with the severity and the class of evidence the server gives each.

A sender's own severity is ignored, unknown kinds are kept as `other`, and of an event's data only the fields
named here are kept: no text that was copied, no picture, ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SERVER, BROWSER, AGENT, MODEL = "A", "B", "C", "D"
"""Evidence: the server saw it, the browser reported it, a device agent did, a model thinks so."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`severity`: 0 tells what happened, 1 is minor, 2 notable, 3 serious. `says`: in words, for people.

    A model's word (evidence D) alone raises nothing, so its severity is 0.
    """

    number: int
    name: str
    says: str
    severity: int = 0
    evidence: str = BROWSER
    fields: frozenset[str] = frozenset()


def _fields(*names: str) -> frozenset[str]:
    return frozenset(names)


KINDS: tuple[Kind, ...] = (
    Kind(1, "page_hidden", "left the page", 1),
    Kind(2, "page_visible", "came back to the page"),
    Kind(3, "window_blur", "the window lost the focus", 1),
    Kind(4, "window_focus", "the window got the focus"),
    Kind(5, "fullscreen_exit", "left full screen", 2),
    Kind(6, "fullscreen_enter", "entered full screen"),
    Kind(7, "copy", "copied", 2, fields=_fields("length")),
    Kind(8, "cut", "cut", 2, fields=_fields("length")),
    Kind(9, "paste", "pasted", 2, fields=_fields("length")),
    Kind(10, "print", "asked to print", 2),
    Kind(11, "context_menu", "opened the context menu", 1),
    Kind(12, "blocked_key", "pressed a key that the exam blocks", 1, fields=_fields("key")),
    Kind(13, "devtools_suspected", "developer tools may have been open", 2),
    Kind(14, "resize", "changed the size of the window", fields=_fields("width", "height")),
    Kind(15, "second_screen_hint", "a second screen may be connected", 1),
    Kind(16, "network_lost", "lost the network"),
    Kind(17, "network_back", "the network is back"),
    Kind(18, "heartbeat", "the page is alive"),
    Kind(19, "clock_jump", "the device's clock jumped", 1, fields=_fields("jump_ms")),
    Kind(20, "idle", "nothing was typed or moved"),
    Kind(21, "answer_saved", "an answer was saved", fields=_fields("question", "revision")),
    Kind(22, "face_count", "faces were counted on the device", evidence=MODEL, fields=_fields("count")),
    Kind(23, "page_opened", "the exam page was opened", fields=_fields("width", "height", "stored")),
    Kind(24, "page_closed", "the exam page was closed or put aside"),
    Kind(25, "camera_missing", "the camera was not given"),
    Kind(40, "second_session", "a second session was opened", 3, SERVER),
    Kind(41, "address_changed", "the network address changed", 2, SERVER),
    Kind(42, "agent_changed", "the browser changed", 2, SERVER),
    Kind(43, "taken_over", "another page took the sitting over", 1, SERVER),
    Kind(60, "agent_report", "the device agent reported something", 1, AGENT, _fields("what")),
    Kind(99, "other", "something this server does not know", fields=_fields("name")),
)

BY_NUMBER: Mapping[int, Kind] = {kind.number: kind for kind in KINDS}
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
OTHER = BY_NAME["other"]
SENDABLE: Mapping[str, Kind] = {kind.name: kind for kind in KINDS if kind.evidence != SERVER}
"""What a page may report. Claiming the server's own observations makes an event `other`."""
HEARTBEAT_SECONDS = 10


def named(name: str) -> Kind:
    """The kind of that name. Raises KeyError."""
    return BY_NAME[name]
