"""The families of models by model_type, as the classes of Transformers treat them where a configuration does not say."""

_NO_GATE = """gpt2 openai-gpt gpt_bigcode opt bloom falcon RefinedWeb RefinedWebModel mpt starcoder2 phi gpt_neox gpt_neo gptj
    codegen bert roberta xlm-roberta distilbert albert electra deberta camembert bart mbart nemotron persimmon"""
_TIED = """gpt2 gpt_bigcode opt bloom falcon RefinedWeb RefinedWebModel mpt starcoder2 cohere cohere2 gemma gemma2 gemma3
    gemma3_text gemma3n_text gemma4 gemma4_text t5 mt5 umt5 bart mbart bert roberta xlm-roberta distilbert albert electra
    deberta camembert modernbert openai-gpt ernie4_5 smollm3"""
_GATED = """llama llama4 llama4_text mistral mixtral ministral ministral3 mistral3 qwen2 qwen2_moe qwen3 qwen3_moe qwen3_next
    qwen3_5 qwen3_5_moe qwen3_5_text qwen3_5_moe_text qwen2_vl qwen2_5_vl qwen2_vl_text qwen2_5_vl_text qwen3_vl_text
    qwen3_vl_moe_text gpt_oss deepseek deepseek_v2 deepseek_v3 deepseek_v32 kimi_k2 kimi_linear phi3 phi4 phimoe glm glm4
    glm4_moe chatglm olmo olmo2 olmo3 olmoe stablelm granite granitemoe exaone exaone4 seed_oss hunyuan_v1_moe
    hunyuan_v1_dense minimax_text_01 minimax minimax_m2 mimo_v2_flash internlm2 baichuan yi dbrx grok-1 ernie4_5_moe apertus
    arcee"""

TWO_MATRICES = frozenset(_NO_GATE.split())  # no gate in the feed-forward layer
TIED = frozenset(_TIED.split())  # one matrix for embeddings and head
ENCODERS = frozenset(["bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta", "camembert", "modernbert"])
PAIRS = frozenset(["t5", "mt5", "umt5", "bart", "mbart"])
FAMILIES = TWO_MATRICES | TIED | ENCODERS | PAIRS | frozenset(_GATED.split())

_GEMMA_3 = {  # a configuration leaves out what is the default of its class
    "vocab_size": 262_208,
    "hidden_size": 2304,
    "intermediate_size": 9216,
    "num_hidden_layers": 26,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 256,
    "sliding_window": 4096,
    "max_position_embeddings": 131_072,
    "sliding_window_pattern": 6,
}
DEFAULTS = {
    "gemma3_text": _GEMMA_3,
    "gemma3": _GEMMA_3,
    "gemma2": {"head_dim": 256, "vocab_size": 256_000, "sliding_window": 4096},
}
