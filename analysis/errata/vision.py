"""Errata of the README vision table, C1 to C14."""

from .recompute import Outcome, Paper, dates, erratum, near, ratio


@erratum("C1")
def vgg_19_parameters(p: Paper) -> Outcome:
    return ratio(p, "vgg-19", "parameters_readme", "parameters_primary", 0, 0.97)


@erratum("C2")
def resnet152_parameters(p: Paper) -> Outcome:
    return ratio(p, "resnet152", "parameters_readme", "parameters_primary", 0, 0.92)


@erratum("C3")
def inception_v4_parameters(p: Paper) -> Outcome:
    return ratio(p, "inceptionv4", "parameters_readme", "parameters_primary", 1.9)


@erratum("C4")
def inception_v3_convention(p: Paper) -> Outcome:
    v3, v4 = p.model("inceptionv3", "inference_flop_readme") / 1e9, p.model("inceptionv4", "inference_flop_readme") / 1e9
    return f"5.73 GMAC printed as {v3:.1f}, 12.27 GMAC printed as {v4:.1f} = 2 x 12.27", near(v3, 5.73, 0.01) and near(
        v4, 2 * 12.27, 0.01
    )


@erratum("C5")
def inception_v3_replicas(p: Paper) -> Outcome:
    computed, drawn = 5.68e9 * 3 * 1.2e6 * 100 * 50 / 1e15, p.plotted("compute-inceptionv3-2015")
    return f"5.68 GFLOP x 3 x 1.2M x 100 x 50 = {computed:,.0f} PFLOP", near(drawn, computed, 1e-5)


@erratum("C6")
def xception_hardware(p: Paper) -> Outcome:
    computed = 60 * 30 * 86400 * 8.5e12 * 0.33
    return f"60 x 30 x 86,400 s x 8.5 TFLOP/s x 0.33 = {computed:.3g} FLOP", near(
        p.model("xception", "training_flop_primary"), computed, 2e-3
    )


@erratum("C7")
def resnext_parameters(p: Paper) -> Outcome:
    table, drawn = p.model("resnext101-64x4d", "parameters_readme"), p.value("params-resnext101-2016")
    return f"{table / 1e6:.0f}M in the table, {drawn / 1e6:.0f}M in the figure", abs(table - drawn) > 4e6


@erratum("C8")
def densenet_parameters(p: Paper) -> Outcome:
    drawn, resnet = p.value("params-densenet-2016"), p.model("resnet50", "parameters_primary")
    return f"{drawn / 1e6:.1f}M drawn, ResNet-50 has {resnet / 1e6:.1f}M", near(drawn, resnet, 2e-3)


@erratum("C9")
def resnet50_parameters(p: Paper) -> Outcome:
    drawn, inception = p.value("params-resnet50-2015"), p.model("inceptionv3", "parameters_readme")
    return f"{drawn / 1e6:.0f}M drawn is the {inception / 1e6:.0f}M of the InceptionV3 row", near(drawn, inception, 1e-6)


@erratum("C10")
def alexnet_date(p: Paper) -> Outcome:
    return dates(p, "alexnet")


@erratum("C11")
def inception_v4_date(p: Paper) -> Outcome:
    line, differ = dates(p, "inceptionv4")
    return line, differ and p.day("params-inception-v4-2016") == p.models.loc["inceptionv4", "published_on"].date().isoformat()


@erratum("C12")
def densenet_date(p: Paper) -> Outcome:
    return dates(p, "densenet201")


@erratum("C13")
def densenet_forward(p: Paper) -> Outcome:
    computed, drawn = 8.68e9 * 3 * 1.2e6 * 90 / 1e15, p.plotted("compute-densenet-2016")
    return f"8.68 GFLOP x 3 x 1.2M x 90 = {computed:,.2f} PFLOP", near(drawn, computed, 1e-5) and p.model(
        "densenet201", "inference_flop_readme"
    ) == 8.9e9


@erratum("C14")
def images_and_epochs(p: Paper) -> Outcome:
    vgg, resnet = 39.2e9 * 3 * 1.2e6 * 75 / 1e15, 22.8e9 * 3 * 0.6e6 * 256 / 1e15
    line = f"39.2 GFLOP x 3 x 1.2M x 75 = {vgg:,.0f}, 22.8 GFLOP x 3 x 0.6M x 256 = {resnet:,.0f} PFLOP"
    return line, near(p.plotted("compute-vgg-2014"), vgg, 1e-5) and near(p.plotted("compute-resnet-2015"), resnet, 1e-5)
