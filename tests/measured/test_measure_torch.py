"""The kernels and the model through PyTorch, on its CPU device: the same numbers as numpy. Needs the dependency group `torch`."""

import math
import sys
import types

import numpy as np
import pytest

from analysis.measured import measure, measure_model, numpy_model
from analysis.tables.shapes import Shape

torch = pytest.importorskip("torch", reason="PyTorch is not installed: the dependency group `torch` is optional")
from analysis.measured import torch_kernels, torch_model  # noqa: E402

CPU = torch.device("cpu")
SHAPES = {
    "own keys": Shape(2, 32, 4, 4, 8, 64, 2, vocabulary=50),
    "shared keys, gate": Shape(2, 32, 4, 2, 8, 64, 3, vocabulary=50),
    "one key head, no head": Shape(2, 32, 4, 1, 8, 64, 3, has_head=False),
}


def run(form, n=32):
    with torch_kernels._multiplying(form):
        return torch_kernels.product(form, n, CPU)()


@pytest.fixture(scope="module")
def machine() -> measure.Machine:
    return measure.on_torch("cpu", 100_000, 32, 3, 0.001)


@pytest.mark.parametrize("phase", ["decode", "prefill", "encode"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_equal_weights_give_equal_numbers(shape, phase):
    rng = np.random.default_rng(7)
    stack = [{k: 10 * v for k, v in numpy_model.layer_weights(shape, rng).items()} for _ in range(2)]
    caches, head, x = numpy_model.inputs(shape, phase, 2, 5, rng)
    x = 50 * x
    tensors = [{k: torch.from_numpy(v.copy()) for k, v in layer.items()} for layer in stack]
    kept = None if caches is None else [torch.from_numpy(c.copy()) for c in caches]
    causal = phase == "prefill"
    known = None if head is None else torch.from_numpy(head.copy())
    ours = torch_model.through(torch.from_numpy(x.copy()), shape, tensors, kept, known, causal)
    theirs = numpy_model.through(x, shape, stack, caches, head, causal)
    assert ours.shape == theirs.shape
    assert ours.numpy() == pytest.approx(theirs, rel=2e-4, abs=2e-5)
    assert kept is None or all(k.numpy() == pytest.approx(c, rel=1e-4, abs=1e-6) for k, c in zip(kept, caches, strict=True))


@pytest.mark.parametrize("phase", ["decode", "prefill", "encode"])
def test_the_forward_pass_is_of_the_shapes_asked_for(phase):
    shape = SHAPES["shared keys, gate"]
    found = torch_model.forward(shape, phase, 3, 6, CPU, torch.float32)()
    assert tuple(found.shape) == ((3, 6, 32) if phase == "encode" else (3, 50))


def test_streams_and_products_count_what_they_move(machine):
    assert {k.workload: k.bytes for k in machine.kernels if k.workload in measure.STREAMS} == {
        "read": 4e5,
        "copy": 8e5,
        "triad": 12e5,
    }
    assert all(k.flop == 2 * 32**3 for k in machine.products.values())
    assert machine.products["fp16"].bytes == 3 * 2 * 32**2


def test_every_format_runs_or_is_told_in_a_line(machine):
    told = {line.partition(" ")[0] for line in machine.skipped}
    assert set(machine.products) | told == set(torch_kernels.TYPES)
    assert not set(machine.products) & told
    assert {"fp64", "fp32", "bf16"} <= set(machine.products)
    assert "tf32" in told
    assert all("\n" not in line for line in machine.skipped)


def test_a_format_that_pytorch_has_no_kernel_for_is_told(monkeypatch):
    def refuse(*_, **__):
        raise RuntimeError("torch._scaled_mm is only supported on devices of a later generation\nand a stack of lines")

    monkeypatch.setattr(torch, "_scaled_mm", refuse)
    told = measure.on_torch("cpu", 1000, 32, 3, 0.001).skipped
    assert "fp8 does not run here: torch._scaled_mm is only supported on devices of a later generation" in told


@pytest.mark.parametrize("form", ["fp64", "fp32", "fp16", "bf16"])
def test_operands_are_normal_and_the_product_is_theirs(form):
    out = run(form, 64).double()
    assert out.dtype == torch.float64
    assert float(out.std()) == pytest.approx(math.sqrt(64), rel=0.1)  # of products of unit normals


def test_precision_is_as_it_was_afterwards():
    before = torch.get_float32_matmul_precision()
    with torch_kernels._multiplying("tf32"):
        assert torch.get_float32_matmul_precision() == "high"
    assert torch.get_float32_matmul_precision() == before


def test_a_chain_of_dependent_kernels_is_timed(machine):
    chain = machine.kernels[-1]
    assert (chain.workload, chain.shape) == ("dependent_kernel", "200 kernels")
    assert 0 < chain.timing.median < 1


def test_without_a_board_there_is_no_energy(machine):
    assert torch_kernels.joules_of(CPU) is None
    assert all(k.timing.joules is None for k in machine.kernels)


def test_the_counter_of_a_board_is_read_in_joules_by_its_uuid(monkeypatch):
    asked = []
    nvml = types.SimpleNamespace(
        nvmlInit=lambda: None,
        nvmlDeviceGetHandleByUUID=lambda uuid: asked.append(uuid) or "board",
        nvmlDeviceGetTotalEnergyConsumption=lambda board: 2_500 if board == "board" else 0,
        nvmlSystemGetDriverVersion=lambda: "580.1",
    )
    monkeypatch.setitem(sys.modules, "pynvml", nvml)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: types.SimpleNamespace(uuid="12-ab"))
    counter = torch_kernels.joules_of(torch.device("cuda"))
    assert (counter(), asked) == (2.5, ["GPU-12-ab"])
    assert torch_kernels.software(torch.device("cuda")) == f"PyTorch {torch.__version__}, driver 580.1"


def test_a_model_runs_where_the_kernels_ran(machine, monkeypatch):
    asked = []
    monkeypatch.setattr(torch_model, "forward", lambda *a: asked.append(a[4].type) or (lambda: None))
    monkeypatch.setattr(numpy_model, "forward", lambda *_: pytest.fail("the model ran by numpy"))
    found = measure_model.run(machine, "gpt-2-small", batch=1, context=8, repeats=3, seconds=0.001)
    assert asked == ["cpu"]
    assert found.floor_seconds > 0
