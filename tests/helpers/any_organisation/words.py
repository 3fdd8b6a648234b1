"""Texts that somebody might have written: every sign, long words, and in each one word that stands nowhere else."""

from __future__ import annotations

import re
import unicodedata

from helpers.any_organisation.choices import Choices

#: A word that is found again wherever it is printed: no English word begins like it.
MARK = re.compile(r"Q[bdfgklmnprstvz][aeiou][bdfgklmnprstvz][aeiou](?![a-z])")
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_MARKS = len(_CONSONANTS) ** 2 * len(_VOWELS) ** 2

#: What stands beside the words: every sign that some format gives a meaning of its own.
SIGNS = (
    "and more", "Tom & Jerry's", "50% (half)", "“so called”", "costs £5", "5 < 6 > 4", "a*b*c", "snake_case_word", "#1",
    "[square]", "{braces}", "`ticks`", "back\\slash", "x^2^", "a~b~", "$5 or $6", "|pipe|", "me@example.org", "@all",
    "'quoted'", '"double"', "1. first", "- dash", "+ plus", "= equals", "–—", "é ü ß ø", "½ µ ² °", "Ωλ", "C#; C++",
    "...", "<b>bold</b>", "&amp;", "[link](http://example.org)", "![x](y)", "**stars**", "a / b", "!?", "e.g. i.e.",
)  # fmt: skip
#: In commentary signs are Markdown; these mean nothing there.
PLAIN = ("and more", "Tom & Jerry's", "half of it", "“so called”", "costs £5", "me@example.org", "–—", "é ü ß ø", "½ °")

LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "https://www.example.org/a/very/long/address/that/has/no/blank/in/it/and/goes/on/and/on?with=query&and=more#end",
    "Anti-social-behaviour-and-community-safety-partnership-working-group",
)
_SENTENCES = (
    "{} is as it was.", "We look at {} again in spring.", "The board has asked about {}.", "More people use {} now.",
    "This is about {}, which the service keeps.", "{} was late; a second crew has begun.",
)  # fmt: skip


class Words:
    """Texts for one organisation; each has a mark of its own.

    Parameters
    ----------
    choices
        Where chance comes from.
    """

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._next = choices.number(0, _MARKS - 1)

    def mark(self) -> str:
        """A word that stands nowhere else."""
        number = self._next = (self._next + 1) % _MARKS
        letters = []
        for kind in (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS):
            number, place = divmod(number, len(kind))
            letters.append(kind[place])
        return "Q" + "".join(letters)

    def name(self, signs: bool = True) -> str:
        """A short name: a mark, and now and then some signs before or behind it."""
        mark = self.mark()
        if not signs or not self._choices.one_in(3):
            return mark
        extra = self._choices.one_of(SIGNS)
        return f"{extra} {mark}" if self._choices.one_in(2) else f"{mark} {extra}"

    def text(self) -> str:
        """A sentence or a few, of a table."""
        return " ".join(self._sentence(SIGNS) for _ in range(self._choices.number(1, 3)))

    def commentary(self) -> str:
        """A paragraph or a list, as Markdown."""
        sentences = [self._sentence(PLAIN) for _ in range(self._choices.number(1, 3))]
        match self._choices.number(0, 3):
            case 3:
                return "\n".join(f"- {one}" for one in sentences)
            case 2:
                return "\n\n".join(sentences)
            case _:
                return " ".join(sentences)

    def _sentence(self, signs: tuple[str, ...]) -> str:
        about = self.mark()
        if self._choices.one_in(3):
            about += f" {self._choices.one_of(signs)}"
        elif self._choices.one_in(12):
            about += f" {self._choices.one_of(LONG)}"
        return self._choices.one_of(_SENTENCES).format(about)


def slug(title: str) -> str:
    """A section's name as an address: without apostrophes and accents, and a hyphen for every other sign."""
    plain = unicodedata.normalize("NFKD", title.replace("'", "")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
