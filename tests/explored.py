"""What the tests of the page to explore share: how they read it and use its controls."""

import contextlib
import io
import json
import shlex

import pytest
from browser import CHROMIUM

from analysis.__main__ import main

IN_A_BROWSER = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
    pytest.mark.xdist_group("browser"),
    pytest.mark.walk,
]
CARD = "document.getElementById('card')"


def text(page, name):
    """What an element says."""
    return page.js(f"document.getElementById('{name}').innerText")


def shown(page):
    """Growth, interval and number of rows of the first line."""
    return page.js("({...document.getElementById('growth').dataset})")


def lines(page):
    """Each line drawn: name, growth, low, high, n and the command that it names."""
    told = "{name: l.name, growth: l.fit.growth, low: l.fit.low, high: l.fit.high, n: l.fit.n, command: l.command}"
    return page.js(f"window.explorer.picture.lines.filter(l => l.fit).map(l => ({told}))")


def drawn_after(page, action):
    """Run an action and wait for the drawing it causes."""
    before = page.js("document.body.dataset.ready")
    action()
    page.wait(f"document.body.dataset.ready !== '{before}'")


def visit(page, site, state):
    """Show a state; the page is loaded anew only where it is not open already."""
    hash_ = "#" + state.replace(" ", "%20")
    if page.js("location.href.split('#')[0]") != site.as_uri():
        page.open(site.as_uri() + hash_)
        return
    told = json.dumps(hash_)
    go = f"if (location.hash === {told}) window.dispatchEvent(new PopStateEvent('popstate')); else location.hash = {told};"
    drawn_after(page, lambda: page.js(go))


def press(page, name):
    """Press a button that draws anew."""
    drawn_after(page, lambda: page.js(f"document.getElementById('{name}').click()"))


def set_control(page, name, value):
    """Choose a value of a control and wait for the drawing."""
    told = json.dumps([name, value])
    drawn_after(
        page,
        lambda: page.js(
            f"(([name, value]) => {{ const box = document.getElementById(name); box.value = value;"
            f" box.dispatchEvent(new Event('change', {{bubbles: true}})); }})({told})"
        ),
    )


def marks(page):
    """Places on the screen of the points drawn."""
    return page.js(
        "[...document.querySelectorAll('#chart .mark-symbol.role-mark path')].map(e => e.getBoundingClientRect())"
        ".map(b => [b.x + b.width / 2, b.y + b.height / 2])"
    )


def box(page):
    """Left, top, right and bottom of the card; None where it is hidden."""
    return page.js(f"{CARD}.hidden ? null : (b => [b.left, b.top, b.right, b.bottom])({CARD}.getBoundingClientRect())")


def catch_files(page):
    """From now on keep what the page saves."""
    page.js(
        "window.saved = []; window.content = ''; URL.createObjectURL = (blob) => { window.saved.push(blob); return 'data:,'; };"
        " HTMLAnchorElement.prototype.click = function () { window.file = this.download; window.content = this.href; }"
    )


def saved_text(page, button):
    """The text of the file that a button saves."""
    page.js(f"window.saved.length = 0; document.getElementById('{button}').click()")
    page.wait("window.saved.length")
    return page.js("window.saved[0].text()")


def answer_of(command):
    """What a command of the page prints as JSON."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main([*shlex.split(command)[3:], "--json"]) == 0
    return json.loads(out.getvalue())
