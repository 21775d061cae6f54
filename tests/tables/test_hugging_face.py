"""A config.json becomes a shape: equal to the table's, of the parameters on its card, and nothing is dropped in silence."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import RequestError
from analysis.tables import architectures, hugging_face
from analysis.tables.shapes import Shape, kv_elements_per_token, parameters, state_bytes, weight_bytes

CONFIGS = json.loads((Path(__file__).parents[1] / "model_configs.json").read_text(encoding="utf-8"))
REFUSED = {
    "moonshotai/Kimi-K3": "narrower vector",
    "nvidia/Llama-3_3-Nemotron-Super-49B-v1": "differ one by one",
    "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16": "state-space",
}
OF_TABLE = {  # row of architectures -> its public configuration
    "llama-3-1-405b": "meta-llama/Meta-Llama-3.1-405B",
    "llama-3-70b": "meta-llama/Meta-Llama-3.1-70B",
    "llama-3-8b": "meta-llama/Meta-Llama-3.1-8B",
    "mixtral-8x7b": "mistralai/Mixtral-8x7B-v0.1",
    "mixtral-8x22b": "mistralai/Mixtral-8x22B-v0.1",
    "qwen3-32b": "Qwen/Qwen3-32B",
    "qwen3-235b-a22b": "Qwen/Qwen3-235B-A22B",
    "qwen3-coder-480b-a35b": "Qwen/Qwen3-Coder-480B-A35B-Instruct",
    "qwen3-5-35b-a3b": "Qwen/Qwen3.5-35B-A3B",
    "qwen3-5-397b-a17b": "Qwen/Qwen3.5-397B-A17B",
    "gemma-4-26b-a4b": "google/gemma-4-26B-A4B",
    "gemma-4-31b": "nvidia/Gemma-4-31B-IT-NVFP4",
    "mimo-v2-flash": "XiaomiMiMo/MiMo-V2-Flash",
    "gpt-oss-120b": "openai/gpt-oss-120b",
    "gpt-oss-20b": "openai/gpt-oss-20b",
    "deepseek-v3": "deepseek-ai/DeepSeek-V3",
    "deepseek-v3-2": "deepseek-ai/DeepSeek-V3.2",
    "deepseek-v4-flash": "deepseek-ai/DeepSeek-V4-Flash",
    "deepseek-v4-pro": "deepseek-ai/DeepSeek-V4-Pro",
    "kimi-k2": "moonshotai/Kimi-K2-Instruct",
    "minimax-m2": "MiniMaxAI/MiniMax-M2.5",
    "minimax-m3": "MiniMaxAI/MiniMax-M3",
    "glm-5": "zai-org/GLM-5",
    "glm-4-5-air": "zai-org/GLM-4.5-Air",
    "llama-4-maverick": "meta-llama/Llama-4-Maverick-17B-128E-Instruct",
    "llama-4-scout": "meta-llama/Llama-4-Scout-17B-16E-Instruct",
    "bert-base": "google-bert/bert-base-uncased",
}
CARDS = {  # billions of parameters as the model's card prints them, to its last digit
    "openai-community/gpt2-large": (0.774, 0.01),
    "google-t5/t5-small": (0.0605, 0.01),
    "microsoft/phi-2": (2.7, 0.03),
    "google/gemma-2-9b-it": (9.24, 0.001),
    "google/gemma-3-12b-it": (11.8, 0.005),
    "meta-llama/Llama-3.2-1B-Instruct": (1.23, 0.01),
    "mistralai/Mistral-Nemo-Base-2407": (12.2, 0.005),
    "Qwen/Qwen3-8B": (8.2, 0.005),
    "Qwen/Qwen3-30B-A3B": (30.5, 0.005),
    "Qwen/Qwen3.5-122B-A10B": (122, 0.005),
    "zai-org/GLM-4.5-Air": (106, 0.01),
}
GIGABYTES = {  # of the weights of the checkpoint
    "openai/gpt-oss-120b": (65.25, "experts mxfp4, the rest bf16"),
    "nvidia/Qwen3-235B-A22B-NVFP4": (134.0, "nvfp4, embeddings and head bf16"),
    "nvidia/DeepSeek-V3.1-NVFP4": (396.5, "nvfp4, attention, embeddings and head bf16"),
    "moonshotai/Kimi-K2.5": (589.6, "int4, attention, embeddings and head bf16"),
    "Qwen/Qwen3-8B": (16.38, "bf16"),
}


@pytest.fixture
def folder(tmp_path):
    """A function that lays the configuration of a model into a folder."""

    def lay(name: str) -> Path:
        where = tmp_path / name.replace("/", "--")
        where.mkdir()
        (where / "config.json").write_text(json.dumps(CONFIGS[name]["config"]), encoding="utf-8")
        if "hf_quant_config" in CONFIGS[name]:
            (where / "hf_quant_config.json").write_text(json.dumps(CONFIGS[name]["hf_quant_config"]), encoding="utf-8")
        return where

    return lay


def test_every_configuration_says_where_it_was_seen():
    assert len(CONFIGS) > 50
    assert all(entry["seen_in"] for entry in CONFIGS.values())


@pytest.mark.parametrize(("row", "name"), OF_TABLE.items())
def test_a_row_of_the_table_has_the_parameters_of_its_configuration_to_a_per_mille(folder, row, name):
    ours, theirs = architectures.architecture(row).shape, hugging_face.read(folder(name)).shape
    assert float(parameters(ours)) == pytest.approx(float(parameters(theirs)), rel=1e-3)
    assert float(kv_elements_per_token(ours)) == float(kv_elements_per_token(theirs))


@pytest.mark.parametrize("row", [row for row in OF_TABLE if not row.startswith(("mixtral-8x22b", "deepseek-v4", "qwen3-5"))])
def test_a_row_of_the_table_is_its_configuration_field_by_field(folder, row):
    ours, theirs = architectures.architecture(row).shape, hugging_face.read(folder(OF_TABLE[row])).shape
    for field in fields(Shape):
        assert float(getattr(ours, field.name)) == float(getattr(theirs, field.name)), field.name


@pytest.mark.parametrize(("name", "card"), CARDS.items())
def test_the_parameters_are_those_of_the_card(folder, name, card):
    billions, tolerance = card
    assert float(parameters(hugging_face.read(folder(name)).shape)) / 1e9 == pytest.approx(billions, rel=tolerance)


@pytest.mark.parametrize(("name", "said"), GIGABYTES.items())
def test_weights_as_released_have_the_size_of_the_checkpoint(folder, name, said):
    found = hugging_face.read(folder(name))
    assert found.released_words == said[1]
    assert float(weight_bytes(found.shape, found.released)) / 1e9 == pytest.approx(said[0], rel=2e-3)


@pytest.mark.parametrize(("name", "said"), REFUSED.items())
def test_what_the_cost_model_does_not_know_is_refused_in_a_line(folder, name, said):
    with pytest.raises(RequestError, match=said) as refused:
        hugging_face.read(folder(name))
    assert "\n" not in str(refused.value)


def test_a_vision_tower_is_said(folder):
    assert any("vision_config is not counted" in note for note in hugging_face.read(folder("google/gemma-3-12b-it")).notes)


def test_a_family_that_is_new_is_read_by_the_usual_names_and_that_is_said(folder):
    assert any("minimax_m3 is not listed" in note for note in hugging_face.read(folder("MiniMaxAI/MiniMax-M3")).notes)


def test_a_quantisation_that_is_not_known_is_said_and_not_taken_for_another(folder):
    found = hugging_face.read(folder("nvidia/Qwen3.6-27B-NVFP4"))
    assert found.released is None
    assert any("is not known" in note for note in found.notes)


def test_the_state_of_linear_layers_is_what_the_runtime_logs(folder):
    """Qwen3.6-27B keeps the shape of Qwen3.5-27B; a runtime logged about 150 MiB for one sequence."""
    found = hugging_face.read(folder("Qwen/Qwen3.5-27B"))
    assert found.shape.layers - found.shape.linear_layers == 16
    assert float(state_bytes(found.shape, found.released, 1)) / 2**20 == pytest.approx(149.6, abs=0.1)


GOOD = {"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128}
GOOD |= {"vocab_size": 100}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[]", "holds a list"),
        ("null", "holds a NoneType"),
        ("{}", "model_type is missing"),
        ('{"model_type": "llama"}', "hidden_size or n_embd"),
        (json.dumps(GOOD | {"num_hidden_layers": "many"}), "num_hidden_layers is 'many'"),
        (json.dumps(GOOD | {"num_hidden_layers": 0}), "from 1 to"),
        (json.dumps(GOOD | {"num_hidden_layers": 10**400}), "from 1 to"),
        (json.dumps(GOOD | {"num_hidden_layers": True}), "num_hidden_layers is 'True'"),
        (json.dumps(GOOD | {"layer_types": ["full_attention", "hyena"]}), "type hyena"),
        (json.dumps(GOOD | {"quantization_config": 4}), "an object is needed"),
        (json.dumps(GOOD | {"torch_dtype": "float3"}), "torch_dtype"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_bad_configuration_is_one_line_with_its_file(tmp_path, text, said):
    file = tmp_path / "config.json"
    file.write_text(text, encoding="utf-8")
    told = outcome(file)
    assert told.startswith(str(file))
    assert said in told
    assert "\n" not in told


def outcome(file: Path) -> str:
    """What reading a configuration says: its error, or its last note."""
    try:
        return hugging_face.read(file).notes[-1]
    except RequestError as error:
        return str(error)


def test_a_folder_or_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(RequestError, match="cannot be read"):
        architectures.architecture(str(tmp_path / "none.json"))


@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "num_key_value_heads", "head_dim", "sliding_window", "num_experts", "kv_lora_rank"]),
        st.one_of(st.none(), st.integers(-3, 10**12), st.text(max_size=3), st.booleans(), st.lists(st.integers(), max_size=2)),
    )
)
def test_no_value_of_a_key_ends_in_a_traceback(tmp_path_factory, changed):
    file = tmp_path_factory.mktemp("config") / "config.json"
    file.write_text(json.dumps(GOOD | changed), encoding="utf-8")
    try:
        told = " ".join(hugging_face.read(file).notes)
    except RequestError as error:
        told = str(error)
    assert "\n" not in told
