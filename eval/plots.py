"""Plots as SVG that takes its colours and fonts from the page it stands in, so that it fits light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from eval.results import CalibrationBin, Group, RiskPoint

# matplotlib knows no CSS variables: each of these colours stands for one and is exchanged in the finished SVG.
_INK: Final = "#010203"
_SOFT: Final = "#040506"
_RULE: Final = "#070809"
_ACCENT: Final = "#0a0b0c"
_SECOND: Final = "#0d0e0f"
_VARIABLES: Final = {_INK: "--ink", _SOFT: "--soft", _RULE: "--rule", _ACCENT: "--accent", _SECOND: "--second"}

_STYLE: Final = {
    "svg.fonttype": "none",
    "svg.hashsalt": "belagg",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.edgecolor": _RULE,
    "axes.labelcolor": _SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _SOFT,
    "ytick.color": _SOFT,
    "grid.color": _RULE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
}
_SQUARE: Final = (4.6, 3.9)


def risk_coverage(points: Sequence[RiskPoint]) -> str:
    """Plot how many of the answered questions are wrong when only the most confident ones are answered.

    Args:
        points: by rising coverage.
    """
    answered = [(point.coverage, point.unsupported) for point in points if point.unsupported is not None]
    highest = max(point.unanswerable for point in points)
    with _figure(_SQUARE) as (figure, axes):
        if answered:
            axes.plot(*zip(*answered, strict=True), color=_ACCENT, linewidth=2, label="no gold cited")
            axes.plot(*answered[-1], "o", color=_ACCENT, markersize=5)
            highest = max(highest, *(risk for _, risk in answered))
        coverage, unanswerable = [p.coverage for p in points], [p.unanswerable for p in points]
        axes.plot(coverage, unanswerable, color=_SECOND, linewidth=1.6, label="no answer in the documents")
        axes.set(xlabel="share of the questions answered, most confident first", ylabel="share of them wrong")
        axes.set(xlim=(0, 1), ylim=(0, max(0.1, 1.3 * highest)))
        axes.legend(loc="upper left", fontsize=9)
        axes.grid(axis="y")
        return _svg(figure, "Risk and coverage")


def calibration(bins: Sequence[CalibrationBin]) -> str:
    """Plot how sure the system was against how many questions had an answer.

    Args:
        bins: of equal mass.
    """
    with _figure(_SQUARE) as (figure, axes):
        axes.plot([0, 1], [0, 1], color=_SOFT, linewidth=1, linestyle=(0, (3, 3)))
        axes.plot([b.confidence for b in bins], [b.answerable for b in bins], color=_ACCENT, linewidth=1.2)
        axes.plot([b.confidence for b in bins], [b.answerable for b in bins], "o", color=_ACCENT, markersize=5.5)
        axes.set(xlabel="mean confidence of a bin", ylabel="share of the bin that has an answer")
        axes.set(xlim=(0, 1), ylim=(0, 1.02))
        axes.grid()
        return _svg(figure, "Calibration")


def by_kind(groups: Mapping[str, Group]) -> str:
    """Plot nDCG@10 of each kind as bars, and the share of answers that cite gold as dots.

    Args:
        groups: by kind.
    """
    answerable = {kind: group for kind, group in groups.items() if "nDCG@10" in group.measures}
    ordered = sorted(answerable, key=lambda kind: answerable[kind].measures["nDCG@10"])
    values = [answerable[kind].measures["nDCG@10"] for kind in ordered]
    with _figure((9.2, 0.6 + 0.34 * len(ordered))) as (figure, axes):
        axes.barh(range(len(ordered)), values, height=0.62, color=_SECOND, alpha=0.55)
        for row, (kind, value) in enumerate(zip(ordered, values, strict=True)):
            axes.text(0.008, row, f"{value:.2f}", va="center", color=_INK, fontsize=9)
            supported = answerable[kind].supported
            if supported is not None:
                axes.plot(supported, row, "o", color=_ACCENT, markersize=6)
        axes.set_yticks(range(len(ordered)), [f"{kind} ({answerable[kind].questions})" for kind in ordered])
        axes.set(xlim=(0, 1.01))
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        return _svg(figure, "nDCG@10 and supported answers by kind")


@contextmanager
def _figure(size: tuple[float, float]) -> Iterator[tuple[Figure, Axes]]:
    with mpl.rc_context(_STYLE):  # type: ignore[arg-type] # its keys are a Literal of several hundred names
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasSVG(figure)
        yield figure, figure.subplots()


def _svg(figure: Figure, title: str) -> str:
    """Return the drawing alone, to stand in a page; equal data gives equal text."""
    file = StringIO()
    figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Title": title})
    drawing = file.getvalue()
    for colour, variable in _VARIABLES.items():
        drawing = drawing.replace(colour, f"var({variable})")
    return drawing[drawing.index("<svg") :]
