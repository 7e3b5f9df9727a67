"""What the header and the side rail show to whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from assay.kernel.access.actor import Actor
from assay.kernel.module import AppModule, NavItem

SIGN_IN = "/login"
ACCOUNT_LINKS = {"sign_in": SIGN_IN, "sign_out": "/logout", "account": "/account"}


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    """`apps` for the switcher, `app` the one we are in (its title, or empty), `links` of its rail."""

    apps: Sequence[Link]
    app: str
    links: Sequence[Link]
    kernel: Sequence[Link]


def navigation(request: Request, actor: Actor) -> Navigation:
    """The navigation of the application whose pages `request` is in, cut to what `actor` may do."""
    path = request.url.path
    modules: Sequence[AppModule] = request.app.state.modules
    here = next((module for module in modules if _within(path, f"/{module.name}")), None)
    apps = [
        Link(module.title, entrance(module, actor), module is here)
        for module in modules
        if may_enter(module, actor)
    ]
    kernel: Sequence[NavItem] = getattr(request.app.state, "kernel_nav", ())
    return Navigation(
        apps=apps,
        app=here.title if here else "",
        links=_links(here.nav if here else (), actor, path),
        kernel=_links(kernel, actor, path),
    )


def may_enter(module: AppModule, actor: Actor) -> bool:
    """Whether there is anything in `module` for `actor`."""
    return bool(visible(module.nav, actor)) or module.name in actor.roles


def entrance(module: AppModule, actor: Actor) -> str:
    """Where `actor` enters `module`: the first page of its navigation they may open."""
    items = visible(module.nav, actor)
    return items[0].href if items else f"/{module.name}"


def visible(items: Sequence[NavItem], actor: Actor) -> list[NavItem]:
    """The items `actor` may open."""
    return [item for item in items if item.permission is None or actor.may(item.permission)]


def _links(items: Sequence[NavItem], actor: Actor, path: str) -> list[Link]:
    shown = visible(items, actor)
    # the longest address that is a prefix of ours is the one we are on
    best = max((item.href for item in shown if _within(path, item.href)), key=len, default=None)
    return [Link(item.label, item.href, item.href == best) for item in shown]


def _within(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix.rstrip("/") + "/")
