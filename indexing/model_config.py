"""What a sentence-transformers folder says about its model, as far as our encoder needs it, and no further.

A folder that asks for anything the encoder could not reproduce is refused here, by name, instead of giving vectors
that are silently wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import msgspec

from indexing.errors import ModelError, ModelIntegrityError


class Pooling(StrEnum):
    """How token vectors become a text's vector."""

    MEAN = "mean"
    CLS = "cls"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """How to turn texts into vectors with the model's graph.

    Attributes:
        pooling: how token vectors become a text's vector.
        query_prompt: put before a question.
        passage_prompt: put before a passage.
        max_tokens: longest input, special tokens included.
        pad_id: token id that fills up a batch.
    """

    pooling: Pooling
    query_prompt: str
    passage_prompt: str
    max_tokens: int
    pad_id: int


class _Module(msgspec.Struct, frozen=True):
    type: str
    path: str = ""

    @property
    def kind(self) -> str:
        return self.type.rpartition(".")[2]


class _PoolingFile(msgspec.Struct, frozen=True):
    """``1_Pooling/config.json``, in the form with one flag a mode or in the newer one with the mode's name."""

    pooling_mode: str | list[str] = ""
    pooling_mode_cls_token: bool = False
    pooling_mode_max_tokens: bool = False
    pooling_mode_mean_tokens: bool = False
    pooling_mode_mean_sqrt_len_tokens: bool = False
    pooling_mode_weightedmean_tokens: bool = False
    pooling_mode_lasttoken: bool = False
    include_prompt: bool = True

    @property
    def modes(self) -> list[str]:
        if self.pooling_mode:
            return [self.pooling_mode] if isinstance(self.pooling_mode, str) else self.pooling_mode
        flags = {
            "cls": self.pooling_mode_cls_token,
            "max": self.pooling_mode_max_tokens,
            "mean": self.pooling_mode_mean_tokens,
            "mean_sqrt_len_tokens": self.pooling_mode_mean_sqrt_len_tokens,
            "weightedmean": self.pooling_mode_weightedmean_tokens,
            "lasttoken": self.pooling_mode_lasttoken,
        }
        return [mode for mode, is_set in flags.items() if is_set]


class _SentenceFile(msgspec.Struct, frozen=True):
    """``sentence_bert_config.json``."""

    max_seq_length: int | None = None


class _PromptsFile(msgspec.Struct, frozen=True):
    """``config_sentence_transformers.json``."""

    prompts: dict[str, str | None] = {}
    default_prompt_name: str | None = None

    def prompt(self, *names: str) -> str:
        """Return the first of the named prompts that there is, else the default prompt, else nothing."""
        for name in (*names, self.default_prompt_name):
            if name is not None and name in self.prompts:
                return self.prompts[name] or ""
        return ""


class _TokenizerFile(msgspec.Struct, frozen=True):
    """``tokenizer_config.json``; a model without a limit gives a number with thirty digits."""

    model_max_length: float | None = None


class _TransformerFile(msgspec.Struct, frozen=True):
    """``config.json``."""

    model_type: str = ""
    max_position_embeddings: int | None = None
    pad_token_id: int | None = None

    @property
    def positions(self) -> int | None:
        """How many tokens the position table has room for; the RoBERTa family leaves its first two rows unused."""
        if self.max_position_embeddings is None or self.model_type not in _UNUSED_POSITIONS:
            return self.max_position_embeddings
        return self.max_position_embeddings - _UNUSED_POSITIONS[self.model_type]


_UNUSED_POSITIONS = {"roberta": 2, "xlm-roberta": 2, "camembert": 2, "mpnet": 2}
_FALLBACK_MAX_TOKENS = 512
_MODULES_BEFORE_NORMALIZE = ["Transformer", "Pooling"]

_File = TypeVar("_File")


def read_encoder_config(folder: Path) -> EncoderConfig:
    """Read how the model in ``folder`` is to be used.

    Args:
        folder: a model in sentence-transformers layout.

    Raises:
        ModelError: The model does something that our encoder cannot reproduce.
        ModelIntegrityError: A configuration file is missing or malformed.
    """
    modules = _read_modules(folder)
    prompts = _read(folder / "config_sentence_transformers.json", _PromptsFile, default=_PromptsFile())
    return EncoderConfig(
        pooling=_pooling(folder / modules[1].path / "config.json"),
        query_prompt=prompts.prompt("query"),
        passage_prompt=prompts.prompt("document", "passage", "corpus"),
        max_tokens=_max_tokens(folder, folder / modules[0].path),
        pad_id=_read(folder / "config.json", _TransformerFile).pad_token_id or 0,
    )


def _read_modules(folder: Path) -> list[_Module]:
    """Read the pipeline: transformer, pooling, and perhaps normalisation."""
    modules = _read(folder / "modules.json", list[_Module])
    kinds = [module.kind for module in modules]
    if kinds not in (_MODULES_BEFORE_NORMALIZE, [*_MODULES_BEFORE_NORMALIZE, "Normalize"]):
        raise ModelError(
            f"{folder} has the modules {', '.join(kinds) or 'none'}; "
            "supported are Transformer, Pooling and, optionally, Normalize: choose another model"
        )
    return modules


def _pooling(path: Path) -> Pooling:
    config = _read(path, _PoolingFile)
    supported = ", ".join(Pooling)
    if len(config.modes) != 1 or config.modes[0] not in list(Pooling):
        raise ModelError(
            f"{path} asks for pooling {config.modes}, supported is one of {supported}: choose another model"
        )
    if not config.include_prompt:
        raise ModelError(f"{path} leaves the prompt out of the pooling, which is not supported: choose another model")
    return Pooling(config.modes[0])


def _max_tokens(folder: Path, transformer: Path) -> int:
    """Return the tightest of the limits that the folder states."""
    limits = [
        _read(transformer / "sentence_bert_config.json", _SentenceFile, default=_SentenceFile()).max_seq_length,
        _read(folder / "tokenizer_config.json", _TokenizerFile, default=_TokenizerFile()).model_max_length,
        _read(folder / "config.json", _TransformerFile).positions,
    ]
    return int(min([limit for limit in limits if limit], default=_FALLBACK_MAX_TOKENS))


def _read(path: Path, layout: type[_File], default: _File | None = None) -> _File:
    """Decode a JSON file; ``default`` stands for a file that is not there."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=layout)
    except FileNotFoundError as error:
        if default is not None:
            return default
        raise ModelIntegrityError(f"{path} is missing; add the model again") from error
    except msgspec.DecodeError as error:
        raise ModelIntegrityError(f"{path} is malformed ({error}); add the model again") from error
