"""The shape of a model from its Hugging Face config.json, as the classes of Transformers read it.

A family that is not listed is read by the names that most share, which is said. What the cost model does not know, as
state-space layers, is refused; what it leaves out, as a vision tower, is said.
"""

from dataclasses import replace
from pathlib import Path

from . import config_file, config_layers, quantisation
from .config_families import DEFAULTS, ENCODERS, FAMILIES, PAIRS, TIED, TWO_MATRICES
from .config_file import Config
from .errors import RequestError
from .shapes import Architecture, Formats, Shape

REFUSED = {  # the start of a family, or part of a key -> what it stands for
    "state-space layers": ("mamba", "jamba", "zamba", "bamba", "nemotron_h", "falcon_h1", "granitemoehybrid", "plamo2"),
    "recurrent layers": ("rwkv", "recurrent_gemma", "lfm2", "xlstm", "retnet"),
    "layers that differ one by one": ("nemotron-nas", "deci"),
    "routed experts over a narrower vector": (),
}
REFUSED_KEYS = {
    "state-space layers": ("mamba_", "ssm_", "state_size", "time_step_rank"),
    "recurrent layers": ("rwkv", "rglru", "lru_width", "wkv"),
    "layers that differ one by one": ("block_configs",),
    "routed experts over a narrower vector": ("routed_expert_hidden_size", "moe_latent_size"),
}
HARMLESS = ("mamba_ssm_dtype",)  # of a state that is counted


def read(path: Path) -> Architecture:
    """The model of a configuration; RequestError, in a line, where it cannot be read or counted."""
    config, left = config_file.load(path)
    family = str(config.get("model_type") or "")
    if not family:
        raise RequestError(f"{config.where}: model_type is missing; this is no configuration of a model")
    config = Config(DEFAULTS.get(family, {}) | dict(config.keys), config.where)
    _refuse(config, family)
    notes = list(left)
    if family not in FAMILIES:
        notes.append(
            f"The family {family} is not listed here and was read by the usual names: hold its parameters against its card."
        )
    shape, told = _pair(config, family) if family in PAIRS else _stack(config, family)
    released, words = _released(config)
    kind = "encoder-decoder" if family in PAIRS else "encoder" if family in ENCODERS else "decoder"
    file = Path(config.where)
    return Architecture(
        id=str(file),
        name=_name(config, file),
        kind=kind,
        shape=shape,
        context_tokens=config.get(
            "max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length", "model_max_length"
        ),
        notes=(*notes, *told) if released else (*notes, *told, words),
        released=released,
        released_words=words,
    )


def _released(config: Config) -> tuple[Formats | None, str]:
    """The formats of the checkpoint and that in words; none, and why, where its quantisation is not known."""
    try:
        return quantisation.formats(config)
    except RequestError as error:
        return None, f"{error}."


def _name(config: Config, file: Path) -> str:
    """What the file says its model is called, or where it lies."""
    said = config.get("_name_or_path")
    called = said.rstrip("/").rpartition("/")[2] if isinstance(said, str) else ""
    return called if called and called.isprintable() else file.parent.name if file.name == "config.json" else file.stem


def _refuse(config: Config, family: str) -> None:
    """Raise RequestError for what the cost model does not know."""
    for what, families in REFUSED.items():
        keys = sorted(k for k in config.keys if any(w in k.lower() for w in REFUSED_KEYS[what]) and config.keys[k])
        keys = [key for key in keys if key not in HARMLESS]
        if family.startswith(families) or keys:
            why = f" ({', '.join(keys[:3])})" if keys else ""
            raise RequestError(f"{config.where}: {family} has {what}{why}, which the cost model does not know")


def _stack(config: Config, family: str) -> tuple[Shape, tuple[str, ...]]:
    """A decoder or an encoder, and what is simplified."""
    attention = config.inner("attn_config")  # MPT and DBRX keep the heads there
    hidden = config.count("hidden_size", "n_embd", "d_model", "dim")
    count = config.count("num_hidden_layers", "n_layer", "num_layers", "n_layers")
    heads = config.count("num_attention_heads", "n_head", "num_heads", "n_heads")
    keys, size = (
        _key_value_heads(config, attention, heads, family),
        config.count("head_dim", "kv_channels", default=hidden // heads),
    )
    latent = config.count("kv_lora_rank", default=0, least=0)
    rope, nope = (config.count(f"qk_{part}_head_dim", default=0, least=0) for part in ("rope", "nope"))
    kinds = config_layers.layers(config, family, count)
    linear = config_layers.recurrent(config, hidden, (heads, size)) if kinds.linear else config_layers.Recurrent(0, 0)
    width = config.count("intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size", "d_ff", "hidden_dim", default=4 * hidden)
    gates = 2 if family in TWO_MATRICES else 3
    mixture = _experts(config, family, count, width)
    shape = Shape(
        layers=count,
        hidden_size=hidden,
        heads=heads,
        kv_heads=keys,
        head_size=nope + rope if latent else size,
        ffn_size=mixture.pop("ffn_size", width),
        ffn_matrices=gates,
        vocabulary=config.count("vocab_size", "padded_vocab_size"),
        has_tied_embeddings=_tied(config, family),
        has_head=family not in ENCODERS,
        v_head_size=config.count("v_head_dim", default=0, least=0),
        q_lora_rank=config.count("q_lora_rank", default=0, least=0),
        kv_lora_rank=latent,
        qk_rope_head_size=rope if latent else 0,
        window_layers=kinds.window,
        window_tokens=kinds.window_tokens,
        linear_layers=kinds.linear,
        linear_parameters=linear.parameters,
        state_elements=linear.state,
        **_full(config, kinds.window),
        **mixture,
    )
    return _with_gates(config, family, shape), kinds.notes


def _key_value_heads(config: Config, attention: Config, heads: int, family: str) -> int:
    """Key-value heads; one where the queries share them all."""
    if config.get("multi_query") is True and not config.get("new_decoder_architecture"):
        return 1
    if config.get("multi_query_attention") is True:
        return config.count("multi_query_group_num")
    if family.startswith("RefinedWeb") and config.get("n_head_kv") is None:
        return 1 if config.get("multi_query") else heads
    said = config.get("swa_num_key_value_heads") and config.count("swa_num_key_value_heads")
    shared = attention.get("kv_n_heads") and attention.count("kv_n_heads")
    return said or shared or config.count("num_key_value_heads", "num_kv_heads", "n_head_kv", "n_kv_heads", default=heads)


def _full(config: Config, windows: int) -> dict[str, int]:
    """Heads of the layers that attend to all, where those with a window have others: Gemma 4, MiMo."""
    if not windows:
        return {}
    size = config.count("global_head_dim", default=0, least=0)
    heads = config.count("num_global_key_value_heads", default=0, least=0)
    if config.get("swa_num_key_value_heads"):
        heads = config.count("num_key_value_heads")
    return {"full_kv_heads": heads, "full_head_size": size if size != config.get("head_dim") else 0}


def _tied(config: Config, family: str) -> bool:
    """Whether one matrix serves as embeddings and head."""
    said = config.get("tie_word_embeddings")
    return bool(said) if isinstance(said, bool) else family in TIED


def _experts(config: Config, family: str, count: int, width: int) -> dict[str, float]:
    """The mixture, nothing where there is none: experts, those a token passes, those all pass, their width, dense layers."""
    inner = config.inner("ffn_config") if config.get("ffn_config") and family == "dbrx" else config
    experts = inner.count(
        "n_routed_experts", "num_local_experts", "num_experts", "moe_num_experts", "num_routed_experts", default=0, least=0
    )
    if experts < 2 or config.get("enable_moe_block") is False:
        return {}
    active = inner.count(
        "num_experts_per_tok",
        "num_experts_per_token",
        "moe_top_k",
        "top_k_experts",
        "moe_k",
        "experts_per_token",
        "num_selected_experts",
    )
    size = inner.count("moe_intermediate_size", "expert_intermediate_size", "ffn_hidden_size", default=width)
    shared: float = inner.count(
        "n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts", default=0, least=0
    )
    if config.get("shared_expert_intermediate_size", "shared_intermediate_size"):
        shared = config.count("shared_expert_intermediate_size", "shared_intermediate_size") / size
    if family in ("llama4_text", "llama4"):
        shared = 1
    more = {"ffn_size": config.count("intermediate_size_mlp")} if config.get("intermediate_size_mlp") else {}
    if config.get("dense_intermediate_size"):
        more = {"ffn_size": config.count("dense_intermediate_size")}
    return {
        "experts": experts,
        "active_experts": active,
        "shared_experts": shared,
        "moe_ffn_size": size,
        "dense_layers": _dense(config, family, count),
        **more,
    }


def _dense(config: Config, family: str, count: int) -> int:
    """Layers without experts in a mixture."""
    frequency = config.get("moe_layer_freq")
    if isinstance(frequency, list):
        return frequency.count(0)
    if isinstance(config.get("mlp_layer_types"), list):
        return config.get("mlp_layer_types").count("dense")
    first = config.count("first_k_dense_replace", "num_dense_layers", "moe_layer_start_index", default=0, least=0)
    if config.get("moe_layers"):
        return count - len(config.get("moe_layers"))
    step = config.count("decoder_sparse_step", "interleave_moe_layer_step", "moe_layer_interval", default=1)
    if isinstance(frequency, int) and frequency > 1:
        step = frequency
    sparse = [i for i in range(first, count) if (i + 1) % step == 0 and i not in (config.get("mlp_only_layers") or [])]
    return count - len(sparse)


def _with_gates(config: Config, family: str, shape: Shape) -> Shape:
    """The shape with the matrices that only some families have: gates of attention and of a shared expert, Gemma's dense path."""
    count, hidden = int(shape.layers), int(shape.hidden_size)
    other = 0
    if family.startswith(("qwen3_next", "qwen3_5")) or config.get("attn_output_gate") is True:
        other += (count - int(shape.linear_layers)) * hidden * int(shape.heads) * int(shape.head_size)
    if config.get("shared_expert_intermediate_size"):
        other += (count - int(shape.dense_layers)) * hidden
    if family == "gemma4_text" and shape.experts:  # a dense layer beside the experts of every layer
        other += count * int(shape.ffn_matrices) * hidden * int(shape.ffn_size)
    return replace(shape, other_parameters=other)


def _pair(config: Config, family: str) -> tuple[Shape, tuple[str, ...]]:
    """An encoder and a decoder."""
    heads = config.count("num_heads", "decoder_attention_heads", "num_attention_heads")
    hidden = config.count("d_model", "hidden_size")
    encoder = config.count("encoder_layers", "num_layers")
    gated = str(config.get("feed_forward_proj") or "").startswith("gated")
    shape = Shape(
        layers=config.count("num_decoder_layers", "decoder_layers", default=encoder),
        encoder_layers=encoder,
        hidden_size=hidden,
        heads=heads,
        kv_heads=heads,
        head_size=config.count("d_kv", default=hidden // heads),
        ffn_size=config.count("d_ff", "decoder_ffn_dim"),
        ffn_matrices=3 if gated else 2,
        vocabulary=config.count("vocab_size"),
        has_tied_embeddings=_tied(config, family),
    )
    return shape, ()
