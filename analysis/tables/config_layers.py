"""Which layers of a configuration attend to all, which to a window, which keep a recurrent state instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from .config_file import Config
from .errors import RequestError

WINDOW, FULL, LINEAR, CHUNK = "sliding_attention", "full_attention", "linear_attention", "chunked_attention"
SPARSE = "deepseek_sparse_attention"  # and others: counted as attending to all, which is said


@dataclass(frozen=True)
class Layers:
    """How many layers of each kind, and what is simplified."""

    window: int = 0
    window_tokens: int = 0
    linear: int = 0
    notes: tuple[str, ...] = ()


def layers(config: Config, family: str, count: int) -> Layers:
    """The kinds of the `count` layers, from the list that names each, or from what the family does where there is none."""
    named = config.texts("layer_types") or _by_rule(config, family, count)
    named = named[:count]
    unknown = sorted(set(named) - {WINDOW, FULL, LINEAR, CHUNK, SPARSE, "attention"})
    if unknown:
        raise RequestError(f"{config.where}: the cost model does not know layers of type {', '.join(unknown)}")
    windows, chunks, linear = (named.count(kind) for kind in (WINDOW, CHUNK, LINEAR))
    told = ["Layers that attend by chunks are counted as attending to a window of a chunk."] * bool(chunks)
    if config.get("index_topk", "index_n_heads"):
        told.append("Sparse attention is counted as attending to all; its indexer is not counted.")
    if config.get("compress_ratios"):
        told.append("The cache is counted without its compression along the sequence.")
    tokens = 0
    if chunks:
        tokens = config.count("attention_chunk_size")
    elif windows:
        tokens = config.count("sliding_window", "sliding_window_size", "window_size")
    return Layers(windows + chunks, tokens, linear, tuple(told))


def _by_rule(config: Config, family: str, count: int) -> list[str]:
    """The type of each layer by the rule of the family."""
    if config.get("compress_ratios"):  # DeepSeek-V4: a window is one branch of each layer
        return [FULL] * count
    if family in ("qwen3_next", "qwen3_5", "qwen3_5_moe"):
        return _every(count, config.count("full_attention_interval", default=4), LINEAR)
    if config.inner("linear_attn_config").keys:
        kept = config.inner("linear_attn_config").get("full_attn_layers") or []
        return [FULL if i + 1 in kept else LINEAR for i in range(count)]
    if isinstance(config.get("attn_type_list"), list):  # MiniMax: 0 is lightning attention
        return [LINEAR if kind == 0 else FULL for kind in config.get("attn_type_list")]
    if isinstance(config.get("hybrid_layer_pattern"), list):  # MiMo: 1 is a window
        return [WINDOW if kind == 1 else FULL for kind in config.get("hybrid_layer_pattern")]
    if family == "llama4_text" or config.get("attention_chunk_size"):
        nope = config.get("no_rope_layers") or [int((i + 1) % 4 != 0) for i in range(count)]
        return [CHUNK if rotated else FULL for rotated in nope] if config.get("attention_chunk_size") else [FULL] * count
    pattern = config.get("sliding_window_pattern", "_sliding_window_pattern")
    if isinstance(pattern, str):  # EXAONE: "LLLG"
        return [WINDOW if pattern[i % len(pattern)] == "L" else FULL for i in range(count)]
    if not config.get("sliding_window") or config.get("use_sliding_window") is False:
        return [FULL] * count
    every = {"gemma2": 2, "gpt_oss": 2, "gemma3_text": 6, "gemma3": 6, "gemma4_text": 6, "cohere2": 4}.get(family)
    if isinstance(pattern, int) and pattern > 0:
        every = pattern
    if family == "gemma3n_text":
        every = 5
    if every:
        return _every(count, every, WINDOW)
    first = config.get("max_window_layers") if family.startswith("qwen") else 0  # Qwen: the layers after these have a window
    return [FULL if i < (first or 0) else WINDOW for i in range(count)]


def _every(count: int, period: int, others: str) -> list[str]:
    """Every layer but each `period`-th of one kind, those attending to all."""
    return [FULL if (i + 1) % period == 0 else others for i in range(count)]


@dataclass(frozen=True)
class Recurrent:
    """One linear layer: the parameters of its matrices, the elements of its state for a sequence."""

    parameters: int
    state: int


def recurrent(config: Config, hidden: int, heads: Sequence[int]) -> Recurrent:
    """A linear layer: gated DeltaNet of Qwen, Kimi's delta attention, MiniMax's lightning attention; RequestError for others.

    A state is a matrix of key by value for each value head; a short convolution before it keeps all but one of its inputs.
    """
    if config.get("linear_num_value_heads"):
        key = config.count("linear_num_key_heads") * config.count("linear_key_head_dim")
        value_heads, width = config.count("linear_num_value_heads"), config.count("linear_value_head_dim")
        value, taps = value_heads * width, config.count("linear_conv_kernel_dim", default=4)
        mixed = 2 * key + value
        matrices = hidden * (2 * key + 2 * value) + hidden * 2 * value_heads + mixed * taps + value * hidden
        return Recurrent(matrices, value * config.count("linear_key_head_dim") + mixed * (taps - 1))
    kimi = config.inner("linear_attn_config")
    if kimi.keys:
        count, width, taps = kimi.count("num_heads"), kimi.count("head_dim"), kimi.count("short_conv_kernel_size", default=4)
        inner = count * width
        gates = 2 * (hidden * width + width * inner) + hidden * count  # decay and output through a narrow pair, and the step
        return Recurrent(4 * hidden * inner + gates + 3 * inner * taps, inner * width + 3 * inner * (taps - 1))
    if isinstance(config.get("attn_type_list"), list):
        inner = heads[0] * heads[1]
        return Recurrent(5 * hidden * inner, inner * heads[1])
    raise RequestError(f"{config.where}: the cost model does not know the linear layers of this model")
