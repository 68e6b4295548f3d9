"""From data on disk to an adapter on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer
from transformers import BertModel

from eval.errors import DatasetError
from eval.progress import Report
from eval.training.adapter_file import training_digest, write_adapter
from eval.training.inputs import InputReader
from eval.training.party_source import party_source
from eval.training.public_sources import SQUAD_FILE, SWEQUAD_FILE, squad_source, swequad_source
from eval.training.questions import read_training_questions
from eval.training.records import Source
from eval.training.train import Progress, Trainer, TrainingConfig
from indexing.chunking import CountTokens
from indexing.model_config import read_encoder_config

PARTY_TEXTS: Final = Path("party-texts")
# The public sets are about other things than politics: they keep the model general, in a smaller part.
_PARTY_WEIGHT: Final = 1.0
_SWEQUAD_WEIGHT: Final = 0.25
_SQUAD_WEIGHT: Final = 0.15


@dataclass(frozen=True, slots=True)
class TrainingFiles:
    """Where training reads and writes.

    Attributes:
        model: the base model's folder, as `indexing.model` lays it out.
        data: holds ``party-texts/``, ``swequad-mc/`` and ``squad-v2-sv/``.
        questions: the training questions.
        out: the adapter; replaced as a whole.
    """

    model: Path
    data: Path
    questions: Path
    out: Path


def train_adapter(files: TrainingFiles, config: TrainingConfig, report: Report, progress: Progress) -> None:
    """Train an adapter and write it.

    Args:
        files: what to read and to write.
        config: how to train.
        report: told of the stages before training.
        progress: told of each step.

    Raises:
        QuestionFileError: the training questions cannot be used.
        DatasetError: a file of the data is missing, malformed, or another than was trained on.
        ResultsError: the disk refused the adapter.
    """
    encoder = read_encoder_config(files.model)
    reader = InputReader(Tokenizer.from_file(str(files.model / "tokenizer.json")), encoder)
    sources = read_sources(files.data, files.questions, reader.count_tokens, report)
    # On processors the fused attention's backward pass takes half of a step's time; the plain one takes a tenth.
    model = BertModel.from_pretrained(files.model, add_pooling_layer=False, attn_implementation="eager")
    matrices = Trainer(model, reader, encoder.pad_id, config).run(sources, progress)
    write_adapter(files.out, matrices, config.rank, training_digest(sources))


def read_sources(data: Path, questions: Path, count_tokens: CountTokens, report: Report) -> tuple[Source, ...]:
    """Read all that is trained on.

    Args:
        data: holds ``party-texts/``, ``swequad-mc/`` and ``squad-v2-sv/``.
        questions: the training questions.
        count_tokens: the base model's token counts, special tokens excluded.
        report: told how many texts of each source are cut.

    Raises:
        QuestionFileError: the training questions cannot be used.
        DatasetError: a file of ``data`` is missing, malformed, or another than was trained on, or gives no question.
    """
    asked = read_training_questions(questions)
    sources = (
        party_source(asked, data / PARTY_TEXTS, count_tokens, _PARTY_WEIGHT, report),
        swequad_source(data / SWEQUAD_FILE, count_tokens, _SWEQUAD_WEIGHT, report),
        squad_source(data / SQUAD_FILE, count_tokens, _SQUAD_WEIGHT, report),
    )
    for source in sources:
        if not source.groups:
            raise DatasetError(f"{source.name}: no question to train on; docs/training.md says which files belong here")
    return sources
