"""Errata of the README language table, N1 to N18."""

import datetime as dt

import pandas as pd

from .recompute import Outcome, Paper, dates, erratum, near, ratio


@erratum("N1")
def roberta_parameters(p: Paper) -> Outcome:
    line, far = ratio(p, "roberta-large", "parameters_readme", "parameters_primary", 4)
    return line, far and p.model("roberta-large", "parameters_readme") == p.model("gpt-2", "parameters_readme")


@erratum("N2")
def roberta_features(p: Paper) -> Outcome:
    roberta, bert, gpt = (p.model(m, "features_readme") for m in ("roberta-large", "bert-large", "gpt-2"))
    return f"{roberta:.3g} is GPT-2's {gpt:.3g}, BERT Large has {bert:.3g}", roberta == gpt and roberta / bert > 8


@erratum("N3")
def roberta_inference(p: Paper) -> Outcome:
    expected, stated = 2 * p.model("roberta-large", "parameters_primary") * 512, p.model("roberta-large", "inference_flop_readme")
    return f"2 x 355M x 512 = {expected / 1e9:.0f} GFLOP, not {stated / 1e9:,.0f}", stated / expected > 9


@erratum("N4")
def transformer_base_and_big(p: Paper) -> Outcome:
    return ratio(p, "transformer", "training_flop_readme", "training_flop_primary", 6.9, 7.1)


@erratum("N5")
def transformer_date(p: Paper) -> Outcome:
    stated, right = (p.models.loc["transformer", c].date() for c in ("dated_readme", "published_on"))
    return f"{stated} with day and month exchanged is {right}", dt.date(stated.year, stated.day, stated.month) == right


@erratum("N6")
def megatron_date(p: Paper) -> Outcome:
    line, differ = dates(p, "megatron")
    return line, differ and p.day("params-megatron-lm-2019") == p.day("compute-megatron-lm-2019") == "2019-08-17"


@erratum("N7")
def bert_training(p: Paper) -> Outcome:
    drawn, table = p.value("compute-bert-2018"), p.model("bert-large", "training_flop_readme")
    return f"{drawn:.3g} / {table:.3g} = {drawn / table:.2f}", near(drawn / table, 2.13, 0.01) and near(
        drawn, p.model("bert-large", "training_flop_primary"), 1e-3
    )


@erratum("N8")
def bert_parameters(p: Paper) -> Outcome:
    stated, training = p.model("bert-large", "parameters_readme"), p.value("compute-bert-2018") / (6 * 250e9)
    counted = p.model("bert-large", "parameters_primary")
    line = f"{stated / 1e6:.0f}M, counted {counted / 1e6:.1f}M, the training value assumes {training / 1e6:.0f}M"
    return line, near(training, 355e6, 2e-3) and not near(stated, 340e6, 0.02)


@erratum("N9")
def gpt_1_parameters(p: Paper) -> Outcome:
    return ratio(p, "gpt-1", "parameters_readme", "parameters_primary", 0, 0.95)


@erratum("N10")
def electra_tokens(p: Paper) -> Outcome:
    expected, stated = 2 * p.model("electra-large", "parameters_readme") * 128, p.model("electra-large", "inference_flop_readme")
    return (
        f"2 x 330M x 128 = {expected / 1e9:.0f} GFLOP, printed {stated / 1e9:.0f}; at 512 tokens {4 * expected / 1e9:.0f}",
        near(stated, expected, 0.1),
    )


@erratum("N11")
def bytes_as_parameters(p: Paper) -> Outcome:
    stated = p.model("baidu-recsys-e", "parameters_readme")
    return f"10 TB / {stated:.0e} parameters = {10e12 / stated:g} byte each", 10e12 / stated == 1


@erratum("N12")
def bytes_as_parameters_again(p: Paper) -> Outcome:
    stated = p.model("baidu-recsys-c", "parameters_readme")
    return f"2 TB / {stated:.0e} parameters = {2e12 / stated:g} byte each", 2e12 / stated == 1


@erratum("N13")
def recsys_date(p: Paper) -> Outcome:
    recsys, wav2vec = p.day("params-10tb-baidu-recsys-2020"), p.day("compute-wav2vec-2-0-2020")
    return f"{recsys} is the day of wav2vec 2.0, {wav2vec}", recsys == wav2vec


@erratum("N14")
def without_experts(p: Paper) -> Outcome:
    whole, dense = (
        p.growth("params_transformer"),
        p.growth("params_transformer", ("params-gshard-2020", "params-switch-transformer-2021")),
    )
    return f"{whole.growth(2):.0f}x with the two, {dense.growth(2):.0f}x without", near(whole.growth(2), 413, 2e-3) and near(
        dense.growth(2), 214, 3e-3
    )


@erratum("N15")
def albert_training(p: Paper) -> Outcome:
    return ratio(p, "albert-xxl", "training_flop_readme", "training_flop_epoch", 12, 14)


@erratum("N16")
def t_nlg_training(p: Paper) -> Outcome:
    return ratio(p, "microsoft-t-nlg", "training_flop_readme", "training_flop_epoch", 1.7, 1.9)


@erratum("N17")
def elmo_training(p: Paper) -> Outcome:
    elmo, base = p.model("elmo", "training_flop_readme"), p.model("transformer", "training_flop_primary")
    return f"{elmo:.1e} is the {base:.1e} of Transformer base", elmo == base


@erratum("N18")
def rounded_training(p: Paper) -> Outcome:
    both = p.models[p.models["training_flop_point_id"].ne("") & p.models["training_flop_readme"].notna()]
    drawn = both["training_flop_point_id"].map(p.points["value"])
    rounded = drawn.map(lambda v: float(f"{v:.1e}"))
    count = int((near_column(rounded, both["training_flop_readme"]) & ~near_column(drawn, both["training_flop_readme"])).sum())
    return f"{count} table values are the figure's, rounded to two digits", count == 12


def near_column(a: pd.Series, b: pd.Series) -> pd.Series:
    """Rows where two columns agree to a part in ten thousand."""
    return (a / b - 1).abs() < 1e-4
