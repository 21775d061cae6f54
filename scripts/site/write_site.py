"""Write site/: static pages from the tables, the drawn figures and the page to explore; from disk and without a network."""

import argparse
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analysis import figures
from analysis.site import site
from analysis.site.said import said
from analysis.tables.paths import ROOT, write
from analysis.web import opening

FIGURES = ROOT / "figures"
PAGES = {  # words of a link of the page to explore -> page of the site
    "Findings": "index.html",
    "Figures": "figures.html",
    "Chips": "chips/index.html",
    "Tables": "tables/index.html",
    "Methods": "methods.html",
    "How to cite": "index.html#cite",
}
ENDINGS = (".svg", ".png", ".pdf", ".json")


def drawn(folder: Path) -> dict[str, bytes]:
    """The files of the figures in the gallery and the drawings for phones that are kept; the card beside links is drawn."""
    kept = {f"{stem}.phone.svg" for stem in figures.PHONE}
    found = sorted(p for p in folder.iterdir() if p.name in kept or (p.suffix in ENDINGS and p.name.count(".") == 1))
    card = figures.render(site.HERO, kinds=("png",), size="card")
    return {path.name: path.read_bytes() for path in found} | {f"{site.HERO}{ending}": made for ending, made in card.items()}


def main() -> int:
    """Write the site; nothing is written where it would be too large, or where something that it needs is not made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="folder to write; an older site there is replaced")
    parser.add_argument("--address", default="", help="where it will stand, as https://NAME.github.io/ai-memory-wall/")
    parser.add_argument("--explorer", type=Path, default=ROOT / "build/explorer.html", help="the page to explore")
    options = parser.parse_args()
    if not options.explorer.exists():
        print(f"{options.explorer} is missing; `make site` writes it first", file=sys.stderr)
        return 2
    address = options.address.rstrip("/") + "/" if options.address else ""
    explorer = opening.relinked(options.explorer.read_text(encoding="utf-8"), PAGES).encode()
    made = site.files(said(), drawn(FIGURES), explorer, address)
    total = sum(map(len, made.values()))
    if total > site.MOST:
        print(f"the site has {total / 1e6:.1f} MB, more than {site.MOST / 1e6:.0f}; nothing is written", file=sys.stderr)
        return 1
    if (options.out / "site.css").exists():  # an older site, and nothing else
        shutil.rmtree(options.out)
    for path, content in made.items():
        write(options.out / path, content)
    print(f"{options.out / 'index.html'}: {len(made):,} files, {total / 1e6:.1f} MB, open it in a browser")
    return 0


if __name__ == "__main__":
    sys.exit(main())
