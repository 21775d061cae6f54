"""What quantization_config says of the weights of a checkpoint: bits with block scales, and what was left at 16 bit."""

import re
from typing import Any

from .config_file import Config
from .errors import RequestError
from .shapes import Formats
from .weight_formats import BITS

PLAIN = {"bfloat16": "bf16", "float16": "fp16", "float32": "fp32", "half": "fp16"}
SCALE, ZERO = 16, True  # of integers in groups: the bits of a scale; whether a zero point of as many bits as a weight is kept
ATTENTION = re.compile(r"(attn|attention)(\.?\*|$)|\b(q|k|v|o|qkv|q_a|q_b|kv_b|o_b)_proj")  # its matrices, not its norms


def formats(config: Config) -> tuple[Formats, str]:
    """Bytes of a weight of each part as released, and that in words; RequestError where the method is not known."""
    plain = PLAIN.get(str(config.get("torch_dtype", "dtype") or "bfloat16").removeprefix("torch."))
    if plain is None:
        raise RequestError(f"{config.where}: torch_dtype {config.get('torch_dtype', 'dtype')!r} is not known")
    whole = BITS[plain] / 8
    quantised = config.inner("quantization_config")
    if not quantised.keys:
        return Formats(whole), plain
    name, bits = _method(quantised)
    own = str(config.get("expert_dtype") or "")
    if own == "fp4":  # DeepSeek-V4: MXFP4
        return Formats(
            bits / 8, expert=BITS["mxfp4"] / 8, ends=whole
        ), f"experts mxfp4, the rest {name}, embeddings and head {plain}"
    if name == "mxfp4":  # gpt-oss: the experts alone
        return Formats(whole, expert=bits / 8), f"experts {name}, the rest {plain}"
    kept = [k for key in ("modules_to_not_convert", "ignore", "exclude_modules", "ignored_layers") for k in quantised.texts(key)]
    if _keeps_attention(kept):
        return Formats(bits / 8, attention=whole, ends=whole), f"{name}, attention, embeddings and head {plain}"
    return Formats(bits / 8, ends=whole), f"{name}, embeddings and head {plain}"


def _keeps_attention(kept: list[str]) -> bool:
    """Whether what stays at 16 bit names the attention of many layers, or of all by a pattern."""
    named = [k for k in kept if ATTENTION.search(k)]
    return any("*" in k or not re.search(r"\d", k) for k in named) or len(named) > 8


def _method(quantised: Config) -> tuple[str, float]:
    """The name of the format and its bits a weight, scales included."""
    method = str(quantised.get("quant_method", "quant_algo") or "").lower()
    algorithm = str(quantised.get("quant_algo") or "").lower()
    if "nvfp4" in algorithm or "nvfp4" in method:
        return "nvfp4", BITS["nvfp4"]
    if "mxfp4" in algorithm or method == "mxfp4":
        return "mxfp4", BITS["mxfp4"]
    if algorithm.startswith("fp8") or method in ("fp8", "fbgemm_fp8"):
        return "fp8", BITS["fp8"] + _block(quantised.get("weight_block_size"))
    if method in ("gptq", "awq", "gptq_marlin", "awq_marlin") or algorithm.startswith(("w4a", "int4")):
        return _integers(quantised.count("bits", "w_bit", default=4), quantised.get("group_size", "q_group_size"), ZERO)
    if method == "bitsandbytes":
        return _bitsandbytes(quantised)
    if method in ("compressed-tensors", "quark"):
        return _groups(quantised)
    raise RequestError(f"{quantised.where}: the method {method or algorithm or '(none)'!r} is not known")


def _block(shape: Any) -> float:
    """Bits a weight of one 32-bit scale for a block."""
    sizes = [s for s in shape if isinstance(s, int) and s > 0] if isinstance(shape, list) else []
    return 32 / (sizes[0] * sizes[1]) if len(sizes) == 2 else 0.0


def _integers(bits: int, group: Any, zero: bool) -> tuple[str, float]:
    """Integers in groups with a scale; one scale for a whole row costs next to nothing."""
    extra = (SCALE + bits * zero) / group if isinstance(group, int) and group > 0 else 0.0
    return f"int{bits}", bits + extra


def _bitsandbytes(quantised: Config) -> tuple[str, float]:
    """NF4 in blocks of 64 with a 32-bit scale, or an 8-bit one quantised again (QLoRA, arXiv 2305.14314, section 3); or int8."""
    if not quantised.get("load_in_4bit", "_load_in_4bit"):
        return "int8", 8.0
    double = quantised.get("bnb_4bit_use_double_quant")
    return str(quantised.get("bnb_4bit_quant_type") or "nf4"), 4 + (8 / 64 + 32 / (64 * 256) if double else 32 / 64)


def _groups(quantised: Config) -> tuple[str, float]:
    """The first group of compressed-tensors that quantises weights."""
    groups = quantised.inner("config_groups").keys or {"all": quantised.get("global_quant_config") or {}}
    for group in groups.values():
        weights = (group.get("weights") or group.get("weight")) if isinstance(group, dict) else None
        if not isinstance(weights, dict):
            continue
        bits, size = weights.get("num_bits"), weights.get("group_size")
        if not isinstance(bits, int):
            continue
        if weights.get("type") != "float":
            return _integers(bits, size, not weights.get("symmetric", True))
        if bits == 4:
            return ("mxfp4", BITS["mxfp4"]) if size == 32 else ("nvfp4", BITS["nvfp4"])
        return f"fp{bits}", bits + _block(weights.get("block_structure"))
    raise RequestError(f"{quantised.where}: no group says the bits of its weights")
