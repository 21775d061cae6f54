"""How a record shows itself in a notebook: a small table, everything in it escaped."""

from collections.abc import Mapping


def table(caption: str, cells: Mapping[str, str]) -> str:
    """A small HTML table of two columns under a caption."""
    from html import escape

    rows = "".join(f"<tr><th style='text-align:left'>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in cells.items() if v)
    return f"<table><caption style='text-align:left'>{escape(caption)}</caption>{rows}</table>"
