"""Kinds of facts that questions ask for and texts hold."""

import pytest

from indexing.expectations import Fact, asked_facts, held_facts, required_facts


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("Hur många vårdplatser saknas?", {Fact.NUMBER}),
        ("How many beds are missing?", {Fact.NUMBER}),
        ("Vad kostar ett akutbesök för barn i dag?", {Fact.NUMBER}),
        ("När trädde lagen i kraft?", {Fact.TIME}),
        ("Vem har skrivit under, och när?", {Fact.NAME, Fact.TIME}),
        ("Vad vill V göra när vården brister?", set()),
        ("Hur ser V på vinster?", set()),
    ],
)
def test_asked(question: str, facts: set[Fact]) -> None:
    assert asked_facts(question) == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Bristen är 2 300 platser.", {Fact.NUMBER}),
        ("Högst fem enheter får bedriva vården.", {Fact.NUMBER}),
        ("Lagen trädde i kraft den 1 juli 2021.", {Fact.NUMBER, Fact.TIME}),
        ("Detta uppger Socialstyrelsen.", {Fact.NAME}),
        ("Vården ska ges efter behov.", set()),
        ("Enligt SOU 2018:39 och motion 2023/24:2385 är läget allvarligt.", {Fact.NAME, Fact.TIME}),
        ("Satsningen pågår 2019–2027.", {Fact.TIME}),
        ("Satsningen ger 1 250 tjänster 2019–2027.", {Fact.NUMBER, Fact.TIME}),
    ],
)
def test_held(text: str, facts: set[Fact]) -> None:
    assert held_facts(text) == facts


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("hur många vårdplatser saknas?", {Fact.NUMBER}),
        ("How many beds are missing?", {Fact.NUMBER}),
        ("Hur stor andel går till primärvården?", {Fact.NUMBER}),
        ("Vilket budgetår ska underskottet täckas?", {Fact.TIME}),
        ("Ska pengarna följa behoven eller hur många besök någon gör?", set()),
        ("Hur ofta ska planen ses över?", set()),
        ("När ska planen vara klar?", set()),
    ],
)
def test_required(question: str, facts: set[Fact]) -> None:
    assert required_facts(question) == facts
