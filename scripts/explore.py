"""Write figures/explorer.html: one page to explore the data, from disk and without a network; its runtime is inlined.

The runtime, Vega-Lite with Vega, is what the package vl-convert-python carries (dependency group `web`).
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis.tables.paths import ROOT, write
from analysis.web import explorer, looks

WEB = ROOT / "analysis/web"
RUNTIME = "window.vegaEmbed = vegaEmbed;"  # what the page calls of the runtime
PARTS = ("rows", "state", "fits", "picture", "charts", "labels", "cards", "tables", "saving", "controls", "explorer")


def page(data: explorer.Payload, runtime: str) -> str:
    """The whole page. In the data no < is left, so that no text of theirs can end the script it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = "\n".join((WEB / name).read_text("utf-8") for name in [f"{part}.js" for part in PARTS])
    parts = {"CSS": looks.style_rules() + (WEB / "explorer.css").read_text("utf-8"), "JS": script}
    parts |= {"VEGA": runtime.replace("</script", "<\\/script"), "DATA": text}
    made = (WEB / "explorer.html").read_text("utf-8")
    for name, content in parts.items():
        before, _, after = made.partition(f"@@{name}@@")
        made = before + content + after
    return made


def main() -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "figures/explorer.html", help="file to write")
    out = parser.parse_args().out
    try:
        import vl_convert
    except ImportError:
        print("vl-convert-python is missing; `make explore` installs it", file=sys.stderr)
        return 2
    made = page(explorer.payload(), vl_convert.javascript_bundle(RUNTIME))
    write(out, made)
    print(f"{out}: {len(made.encode()) / 1e6:.2f} MB, open it in a browser")
    return 0


if __name__ == "__main__":
    sys.exit(main())
