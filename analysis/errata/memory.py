"""Errata of the README memory table, M1 to M11."""

from .recompute import Outcome, Paper, erratum, near


@erratum("M1")
def alexnet_total(p: Paper) -> Outcome:
    parts = [p.gb("alexnet", f"{x}_printed") for x in ("parameters", "optimizer", "activations")]
    return f"{' + '.join(f'{x:.2f}' for x in parts)} = {sum(parts):.2f}, not {p.gb('alexnet', 'total_printed'):.2f}", near(
        sum(parts), 1.17, 1e-9
    )


@erratum("M2")
def gpt_2_optimizer(p: Paper) -> Outcome:
    parameters, activations, total = (p.gb("gpt-2", f"{x}_printed") for x in ("parameters", "activations", "total"))
    optimizer = total - parameters - activations
    return f"2 x {parameters:.2f} = {2 * parameters:.2f} = {total:.2f} - {parameters:.2f} - {activations:.2f}", near(
        optimizer, 2 * parameters, 1e-3
    )


@erratum("M3")
def gpt_2_tokens(p: Paper) -> Outcome:
    memory, table = p.memory.loc["memory-gpt-2", "input_size_printed"], p.models.loc["gpt-2", "input_size_readme"]
    return f"{memory} in the memory table, {table} in the language table", memory != table == "1024"


def _gib(parameters: float) -> float:
    return 4 * parameters / 2**30


def _weights(p: Paper, memory_id: str, model_id: str) -> Outcome:
    """Whether the printed memory is that of the parameters counted and not of those in the README."""
    row, readme = p.memory.loc[memory_id], p.model(model_id, "parameters_readme")
    counted = float(row["parameters_counted"])
    line = f"4 B x {counted / 1e6:.1f}M = {_gib(counted):.2f} GiB, 4 B x {readme / 1e6:.0f}M = {_gib(readme):.2f} GiB"
    return line, round(_gib(counted), 2) == row["parameters_printed_gb"] != round(_gib(readme), 2)


@erratum("M4")
def vgg_19_memory(p: Paper) -> Outcome:
    return _weights(p, "memory-vgg19", "vgg-19")


@erratum("M5")
def resnet152_memory(p: Paper) -> Outcome:
    return _weights(p, "memory-resnet152", "resnet152")


@erratum("M6")
def transformer_memory(p: Paper) -> Outcome:
    printed = p.gb("transformer-big-wmt", "parameters_printed")
    low, high = printed * 1e9 / 4e6, printed * 2**30 / 4e6
    line = f"65M is {_gib(65e6):.2f} GiB, 213M {_gib(213e6):.2f} GiB, {printed:.2f} GB is {low:.0f}M to {high:.0f}M"
    return line, all(not near(printed, u * 4 * n, 0.1) for u in (1e-9, 2**-30) for n in (65e6, 213e6))


@erratum("M7")
def gpt_2_memory(p: Paper) -> Outcome:
    printed, size = p.gb("gpt-2", "parameters_printed"), 4 * p.model("gpt-2", "parameters_readme")
    line = f"4 B x 1.5e9 = {size / 1e9:.2f} GB = {size / 2**30:.2f} GiB = {size / 1.024e9:.2f} x 1.024e9 B"
    return line, near(printed, size / 1.024e9, 1e-3) and not any(near(printed, size / u, 0.01) for u in (1e9, 2**30))


@erratum("M8")
def three_units(p: Paper) -> Outcome:
    vgg, bert = p.memory.loc["memory-vgg19"], p.memory.loc["memory-bert-large"]
    readme = 4 * p.model("bert-large", "parameters_readme")
    line = f"VGG19 {_gib(vgg['parameters_counted']):.2f} GiB, BERT {readme / 1e9:.2f} GB, GPT-2 {6e9 / 1.024e9:.2f} x 1.024e9 B"
    return line, round(_gib(vgg["parameters_counted"]), 2) == vgg["parameters_printed_gb"] and round(readme / 1e9, 2) == bert[
        "parameters_printed_gb"
    ]


@erratum("M9")
def gpt_2_activations(p: Paper) -> Outcome:
    size, printed = 4 * p.model("gpt-2", "features_readme"), p.gb("gpt-2", "activations_printed")
    readings = [size / u for u in (1e9, 2**30, 1.024e9)]
    return f"4 B x 2e9 = {' or '.join(f'{r:.2f}' for r in readings)}, not {printed:.2f}", all(
        not near(r, printed, 0.05) for r in readings
    )


@erratum("M10")
def gradients_missing(p: Paper) -> Outcome:
    drawn = p.memory[[f"{x}_drawn_gb" for x in ("parameters", "optimizer", "activations")]].sum(axis=1)
    rest = (p.memory["total_printed_gb"] - drawn).drop("memory-alexnet")
    return f"total - parameters - optimizer - activations is at most {rest.abs().max():.2f} GB", bool((rest.abs() < 0.02).all())


@erratum("M11")
def training_overhead(p: Paper) -> Outcome:
    drawn = p.memory[[f"{x}_drawn_gb" for x in ("optimizer", "activations")]].sum(axis=1)
    ratio = drawn / p.memory["parameters_drawn_gb"]
    return f"from {ratio.min():.1f} to {ratio.max():.1f} times the parameters", not ratio.between(3, 4).all()
