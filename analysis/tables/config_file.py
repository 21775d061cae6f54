"""A config.json as Hugging Face publishes it with a model: read with suspicion, asked for the names that families use."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import RequestError

MOST_BYTES = 4_000_000
LARGEST = 10**9  # of a count in a configuration
NESTED = ("text_config", "llm_config", "language_config", "thinker_config")  # where a model of several senses keeps its language
TOWERS = ("vision_config", "audio_config", "vit_config", "vision_encoder_config")


class Config:
    """The keys of one configuration, of which a family has its own names for the same thing."""

    def __init__(self, keys: Mapping[str, Any], where: str) -> None:
        self.keys, self.where = keys, where

    def get(self, *names: str) -> Any:
        """The value of the first of `names` that is there and not null; None where none is."""
        return next((self.keys[n] for n in names if self.keys.get(n) is not None), None)

    def count(self, *names: str, default: int | None = None, least: int = 1) -> int:
        """A whole number; RequestError where it is missing without a default, or is none."""
        value = self.get(*names)
        if value is None and default is not None:
            return default
        if value is None:
            raise RequestError(f"{self.where}: {' or '.join(names)} is missing; the shape cannot be read without it")
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
            name = next(n for n in names if self.keys.get(n) is not None)
            raise RequestError(
                f"{self.where}: {name} is {str(value)[:40]!r}; a whole number from {least} to {LARGEST:,} is needed"
            )
        return value

    def inner(self, name: str) -> "Config":
        """The configuration under a key, empty where there is none; RequestError where it is no object."""
        value = self.get(name)
        if value is not None and not isinstance(value, dict):
            raise RequestError(f"{self.where}: {name} is {type(value).__name__}; an object is needed")
        return Config(value or {}, f"{self.where}, {name}")

    def texts(self, name: str) -> list[str]:
        """A list of texts, empty where there is none."""
        value = self.get(name)
        return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def is_file(name: str) -> bool:
    """Whether what stands where a model's name goes is a file or a folder."""
    if name.endswith(".json") or "/" in name or "\\" in name:
        return True
    try:
        return bool(name) and Path(name).is_dir()
    except (OSError, ValueError):  # longer than any name of a file, or with a null byte
        return False


def load(path: Path) -> tuple[Config, tuple[str, ...]]:
    """The language part of a configuration, and what of it is left out; RequestError, in a line, where it cannot be read.

    `path` is a file, or a folder with config.json and perhaps hf_quant_config.json, which says how its weights were quantised.
    """
    file = path / "config.json" if path.is_dir() else path
    keys = _object(file)
    beside = file.with_name("hf_quant_config.json")
    if "quantization_config" not in keys and beside.is_file():
        keys = {**keys, "quantization_config": _object(beside).get("quantization", {})}
    left = tuple(f"{name} is not counted: the language model alone is." for name in TOWERS if keys.get(name))
    for name in NESTED:
        inner = keys.get(name)
        if isinstance(inner, dict):
            if name == "thinker_config" and isinstance(inner.get("text_config"), dict):
                left += tuple(f"{tower} is not counted: the language model alone is." for tower in TOWERS if inner.get(tower))
                inner = inner["text_config"]
            shared = ("model_type", "quantization_config", "torch_dtype", "dtype", "tie_word_embeddings", "vocab_size")
            keys = {k: keys[k] for k in shared if k in keys} | inner
            break
    return Config(keys, str(file)), left


def _object(file: Path) -> dict[str, Any]:
    """A JSON file that holds an object."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise RequestError(f"{file}: larger than {MOST_BYTES:,} bytes, which no configuration is")
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RequestError(f"{file}: cannot be read: {error.strerror}") from error
    except RecursionError as error:
        raise RequestError(f"{file}: no JSON: nested too deeply") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"{file}: no JSON in UTF-8") from error
    except ValueError as error:
        raise RequestError(f"{file}: no JSON: {error}") from error
    if not isinstance(found, dict):
        raise RequestError(f"{file}: holds a {type(found).__name__}; a configuration is an object with model_type and sizes")
    return found
