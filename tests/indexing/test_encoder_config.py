"""Reading how a sentence-transformers folder wants its model to be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.cores import usable_cores
from indexing.errors import ModelError, ModelIntegrityError
from indexing.model_config import EncoderConfig, Pooling, read_encoder_config

MODULES = [
    {"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]


def write(folder: Path, name: str, value: object) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(value))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "modules.json", MODULES)
    write(tmp_path, "1_Pooling/config.json", {"pooling_mode": "cls"})
    write(tmp_path, "config.json", {"model_type": "bert", "max_position_embeddings": 256, "pad_token_id": 1})
    return tmp_path


def test_a_bare_folder(folder: Path) -> None:
    assert read_encoder_config(folder) == EncoderConfig(Pooling.CLS, "", "", 256, 1)


def test_prompts(folder: Path) -> None:
    write(folder, "config_sentence_transformers.json", {"prompts": {"query": "q ", "passage": "p ", "document": None}})
    config = read_encoder_config(folder)
    assert (config.query_prompt, config.passage_prompt) == ("q ", "")


def test_the_default_prompt_stands_in(folder: Path) -> None:
    prompts = {"prompts": {"sts": "s "}, "default_prompt_name": "sts"}
    write(folder, "config_sentence_transformers.json", prompts)
    config = read_encoder_config(folder)
    assert (config.query_prompt, config.passage_prompt) == ("s ", "s ")


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"pooling_mode_mean_tokens": True}, Pooling.MEAN),
        ({"pooling_mode_max_tokens": True, "word_embedding_dimension": 8}, Pooling.MAX),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, Pooling.CLS),
        ({"pooling_mode": ["mean"]}, Pooling.MEAN),
    ],
)
def test_old_and_new_ways_to_name_the_pooling(folder: Path, config: dict[str, object], expected: Pooling) -> None:
    write(folder, "1_Pooling/config.json", config)
    assert read_encoder_config(folder).pooling is expected


@pytest.mark.parametrize(
    "config",
    [
        {"pooling_mode": "lasttoken"},
        {"pooling_mode_weightedmean_tokens": True},
        {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True},
        {},
        {"pooling_mode": "mean", "include_prompt": False},
    ],
)
def test_other_poolings_are_refused(folder: Path, config: dict[str, object]) -> None:
    write(folder, "1_Pooling/config.json", config)
    with pytest.raises(ModelError, match="choose another model"):
        read_encoder_config(folder)


@pytest.mark.parametrize("kinds", [["Transformer"], ["Transformer", "Pooling", "Dense"], ["CLIPModel"], []])
def test_other_pipelines_are_refused(folder: Path, kinds: list[str]) -> None:
    write(folder, "modules.json", [{"type": f"x.{kind}", "path": ""} for kind in kinds])
    with pytest.raises(ModelError, match="supported are Transformer, Pooling and, optionally, Normalize"):
        read_encoder_config(folder)


def test_the_tightest_limit_counts(folder: Path) -> None:
    write(folder, "tokenizer_config.json", {"model_max_length": 1000000000000000019884624838656})
    assert read_encoder_config(folder).max_tokens == 256
    write(folder, "sentence_bert_config.json", {"max_seq_length": 128})
    assert read_encoder_config(folder).max_tokens == 128


def test_roberta_leaves_two_positions_unused(folder: Path) -> None:
    write(folder, "config.json", {"model_type": "xlm-roberta", "max_position_embeddings": 514})
    assert read_encoder_config(folder).max_tokens == 512


@pytest.mark.parametrize("name", ["modules.json", "1_Pooling/config.json", "config.json"])
def test_missing_and_malformed_files_are_named(folder: Path, name: str) -> None:
    (folder / name).write_text("{]")
    with pytest.raises(ModelIntegrityError, match=f"{name} is malformed"):
        read_encoder_config(folder)
    (folder / name).unlink()
    with pytest.raises(ModelIntegrityError, match=f"{name} is missing"):
        read_encoder_config(folder)


def test_hyperthreads_count_once_and_quotas_bind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0, 1, 2, 3})
    quota = tmp_path / "cpu.max"
    assert usable_cores(tmp_path, quota) == 4
    for processor, siblings in enumerate(["0,2", "1,3", "0,2", "1,3"]):
        write(tmp_path, f"cpu{processor}/x", None)
        (tmp_path / f"cpu{processor}" / "topology").mkdir()
        (tmp_path / f"cpu{processor}" / "topology" / "thread_siblings_list").write_text(siblings + "\n")
    assert usable_cores(tmp_path, quota) == 2
    for text, expected in (("max 100000\n", 2), ("150000 100000\n", 1), ("50000 100000\n", 1), ("900000 100000\n", 2)):
        quota.write_text(text)
        assert usable_cores(tmp_path, quota) == expected
