"""How far other choices move the growth of the gap: first years, rows, dates, and how much a vendor weighs."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import rates as r
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple, significant
from ..wall import gap, recommended
from ..wall.recommended import Choice
from ..writing.figure_records import figure_record

PANELS = {"balance_16_bit": ("fp16", "16 bit"), "balance_best": ("best", "best format")}  # question -> colour, name
NAMES = {  # choice -> the group it is drawn in, and its name there
    "selection design": ("Rows", "one for each silicon"),
    "selection flagship": ("Rows", "flagships"),
    "selection records": ("Rows", "records"),
    "availability dates alone": ("Dates", "of availability"),
    "launch dates alone": ("Dates", "of launch"),
    "vendors as random effects (REML)": ("Vendors", "as random effects"),
    "every vendor with three devices alike": ("Vendors", "each alike"),
}
ODD = tuple(f"from {year} on" for year in recommended.STARTS if int(year) % 2)  # not drawn on a slide, which has no room
FEWEST = 5  # devices of a vendor whose leaving is drawn


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """For each balance its recommended growth and that of every other choice, with intervals."""
    found = {key: recommended.recommended(recommended.question(key), root) for key in PANELS}
    every = {key: {c.choice: c for c in _choices(rate, root)} for key, rate in found.items()}
    shared = [choice for choice in every["balance_16_bit"] if all(choice in choices for choices in every.values())]
    panels = {key: {"choices": [_record(choices[choice]) for choice in shared]} for key, choices in every.items()}
    half, best = (_verdict([c["growth_per_2_years"] for c in panel["choices"]]) for panel in panels.values())
    series = [recommended.rows(rate.question, root=root) for rate in found.values()]
    return figure_record(
        title=f"At 16 bit the gap {half} every two years; at the best format it {best}",
        subtitle="FLOP per byte of one chip, growth every two years with its 95% interval, errors by generation. Dashed: the"
        f" recommended fit, all chips since {gap.SINCE}. Each row changes one choice.",
        description="Two columns of dots on logarithmic axes, a row for each choice. "
        + " ".join(
            f"{PANELS[k][1]}: " + "; ".join(f"{c['choice']} {c['told']}" for c in p["choices"]) for k, p in panels.items()
        ),
        panels=panels,
        rows=[i for s in series for i in s.ids],
        source_ids=[i for s in series for i in s.source_ids],
        root=root,
    )


def _choices(rate: recommended.Recommended, root: Path) -> tuple[Choice, ...]:
    """The recommended rate and the other choices, vendors of few devices not left out."""
    own = Choice("recommended", rate.fit.n, rate.fit.growth(2), rate.fit.growth_ci(2))
    kept = [c for c in rate.others if not c.choice.startswith("without ") or rate.fit.n - c.n >= FEWEST]
    return (own, *kept, *recommended.by_weight(rate.question, root))


def _verdict(growths: list[float]) -> str:
    """'grows by every choice, 1.24× to 1.97×'."""
    low, high = min(growths), max(growths)
    grows = "grows by every choice" if low > 1 else "grows or not, by the choice" if high > 1 else "falls by every choice"
    return f"{grows}, {multiple(low)} to {multiple(high)}"


def _record(choice: Choice) -> dict[str, Any]:
    low, high = choice.growth_per_2_years_ci
    told = f"{multiple(choice.growth_per_2_years)} ({significant(low, 3)} to {significant(high, 3)}), n = {choice.n}"
    return vars(choice) | {"told": told}


def _told(choice: dict[str, Any]) -> str:
    return f"{choice['choice']} {choice['told']}"


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """A column for each balance, the same rows in both."""
    kept = [c["choice"] for c in numbers["panels"]["balance_16_bit"]["choices"] if not (theme.size.height and c["choice"] in ODD)]
    columns = {
        _head(key, panel): _groups(PANELS[key][0], [c for c in panel["choices"] if c["choice"] in kept])
        for key, panel in numbers["panels"].items()
    }
    lines = max(sum(len(rows) + bool(title) for title, rows in groups.items()) for groups in columns.values())
    figure, box = layout.page(theme, numbers, (1.4 * lines + 5.5) * theme.size.em)
    ticks = (1, 2, 3) if theme.size.narrow else (0.75, 1, 1.5, 2, 3)
    r.choice_panels(figure, box, theme, columns, ticks=ticks, limits=(0.55, 3.3))
    return figure


def _head(key: str, panel: dict[str, Any]) -> str:
    return f"{PANELS[key][1].capitalize()}\n{panel['choices'][0]['told']}"


def _groups(colour: str, choices: list[dict[str, Any]]) -> dict[str, list[r.Rate]]:
    """The choices in their groups, the recommended first."""
    groups: dict[str, list[r.Rate]] = {"": []}
    for choice in choices:
        group, name = _place(choice["choice"])
        rate = r.Rate(name, colour, "", choice["growth_per_2_years"], tuple(choice["growth_per_2_years_ci"]))
        groups.setdefault(group, []).append(rate)
    return groups


def _place(choice: str) -> tuple[str, str]:
    """The group of a choice and its name in it."""
    if choice == "recommended":
        return "", choice
    if choice.startswith("from "):
        return "First year", choice.removeprefix("from ").removesuffix(" on")
    return NAMES.get(choice) or ("Vendors", choice)
