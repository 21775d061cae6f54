"""The page, made once, and one browser for all of its tests."""

import pytest
from browser import chromium

from analysis.web import explorer


@pytest.fixture(scope="session")
def runtime():
    """What the page draws with."""
    vl_convert = pytest.importorskip("vl_convert", reason="vl-convert-python is not installed: make explore")
    import explore

    return vl_convert.javascript_bundle(explore.RUNTIME)


@pytest.fixture(scope="session")
def data(runtime):
    """What the page is made of."""
    return explorer.payload()


@pytest.fixture(scope="session")
def site(data, runtime, tmp_path_factory):
    """The page as written."""
    import explore

    path = tmp_path_factory.mktemp("site") / "explorer.html"
    path.write_text(explore.page(data, runtime), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """A browser with one tab."""
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def page(browser, site, request):
    """The tab, light, as wide as a desk's screen; the page is as it opens, for a test that does not ask for `site` to open it."""
    browser.scheme("light")
    browser.size(1440, 900)
    browser.messages.clear()
    if "site" not in request.function.__code__.co_varnames:
        browser.open(site.as_uri())
    yield browser
    assert browser.messages == [], "the page complains of nothing"
