"""Words in files: read as they are written there, and every one of them used by the module of its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY

from qprlib.checks.wording_notes import MOST_WORDS
from qprlib.ground.yamlfiles import read_mapping
from qprlib.texts.findings import checks
from qprlib.texts.vocabulary import Vocabulary

FILES = sorted(
    path.with_suffix(".yml")
    for path in (REPOSITORY / "qprlib").rglob("*.py")
    if "Vocabulary(__file__" in path.read_text(encoding="utf-8")
)


@pytest.fixture
def words(tmp_path: Path) -> Vocabulary:
    tmp_path.joinpath("said.yml").write_text(
        "colour: red|dark blue\n"
        "painted: |-\n"
        "  \\b{colour}\n"
        "  | ?{month}\\b\n"
        "ways:\n"
        "  - up: 'ros[ -]e'\n"
        "  - up: grew\n"
        "cased: shouted\n"
        "shouted: STOP\n"
        "few: one two\n"
        "alike:\n"
        "  - car cars\n"
        "  - bus buses\n",
        encoding="utf-8",
    )
    return Vocabulary(str(tmp_path / "said.py"), month="May")


def test_a_blank_is_any_white_space_a_name_in_braces_another_entry_and_lines_are_joined(words: Vocabulary) -> None:
    assert words.text("painted") == r"\bred|dark\sblue|\s?May\b"
    assert words.painted.fullmatch("DARK\tBLUE")
    assert words.shouted.fullmatch("STOP")
    assert not words.shouted.fullmatch("Stop")
    assert words.compiled("{colour} ?car").fullmatch("dark blue car")
    assert words.given(month="June").text("painted").endswith(r"June\b")


def test_words_are_read_in_order_in_groups_and_by_their_kind(words: Vocabulary) -> None:
    assert words.listed("colour") == ("red", r"dark\sblue")
    assert words.words("few") == {"one", "two"}
    assert words.groups("alike") == ({"car", "cars"}, {"bus", "buses"})
    assert [(kind, pattern.pattern) for kind, pattern in words.patterns("ways")] == [
        ("up", r"ros[\s-]e"),
        ("up", "grew"),
    ]


def test_there_are_files_of_words() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_is_used_by_the_module_of_its_name(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    checked = "".join(check.pattern for check in checks().values())
    said = set(re.findall(r"\{([a-z_]+)\}", text + checked))
    module = path.with_suffix(".py").read_text(encoding="utf-8")
    asked = set(re.findall(r'"([a-z_]+)"|(?:_WORDS|\))\.([a-z_]+)', module))
    entries = read_mapping(path, path.name)
    assert set(entries) - said - {one for pair in asked for one in pair} == {"cased"} & set(entries)
    assert set(entries.get("cased", "").split()) <= set(entries)


def test_every_word_that_a_module_asks_for_is_in_its_file() -> None:
    methods = {name for name in vars(Vocabulary) if not name.startswith("_")}
    for path in FILES:
        asked = set(re.findall(r"_WORDS\.([a-z_]+)", path.with_suffix(".py").read_text(encoding="utf-8")))
        assert asked - methods <= set(read_mapping(path, path.name)), path


def test_the_title_of_a_long_sentence_has_the_number_that_is_counted_to() -> None:
    assert f" {MOST_WORDS} words" in checks()["long-sentence"].title
