"""Templates and stylesheet: a page is a template filled with records, everything in them escaped."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ..drawing.theme import DARK, LIGHT, Theme

TEMPLATES = Path(__file__).with_name("templates")
OPTIONAL = re.compile("</(?:td|th|tr|thead|tbody|li)>")  # ends that HTML takes as said: a tenth of what is sent


@cache
def _environment() -> Environment:
    """A name that a template does not get is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def page(template: str, **content: Any) -> bytes:
    """A page; `content` must hold `top`, the way from the page to the top of the site, '' or '../'."""
    return OPTIONAL.sub("", _environment().get_template(f"{template}.html").render(**content)).encode()


def data_block(found: object) -> str:
    """JSON as the text of a script element, in which no '<' can end it."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def stylesheet() -> bytes:
    """The one stylesheet, in the colours of the figures on both grounds."""
    return _environment().get_template("site.css").render(light=_colours(LIGHT), dark=_colours(DARK)).encode()


def as_it_is(name: str) -> bytes:
    """A file that is no template: the program of the search, the icon."""
    return (TEMPLATES / name).read_bytes()


def _colours(theme: Theme) -> dict[str, str]:
    """Name in the stylesheet -> colour."""
    panel = {"light": "#f6f8fa", "dark": "#161b22"}[theme.name]
    edge = {"light": "#6e7781", "dark": "#7d8590"}[theme.name]
    texts = {name: theme.text[name] for name in ("blue", "vermillion", "crimson", "green")}
    return {
        "ground": theme.ground,
        "ink": theme.ink,
        "muted": theme.muted,
        "grid": theme.grid,
        "panel": panel,
        "edge": edge,
    } | texts
