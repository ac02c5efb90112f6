import pytest

from dateline.knowledge import Knowledge


@pytest.mark.parametrize(
    ("word", "tag", "lemma"),
    [
        ("met", "VBD", "meet"),
        ("attacked", "VBD", "attack"),
        ("hoped", "VBD", "hope"),
        ("planned", "VBN", "plan"),
        ("accusing", "VBG", "accuse"),
        ("stopping", "VBG", "stop"),
        ("kills", "VBZ", "kill"),
        ("denied", "VBD", "deny"),
        ("withdrew", "VBD", "withdraw"),
        ("talks", "NNS", "talk"),
        ("embargoes", "NNS", "embargo"),
        ("policemen", "NNS", "policeman"),
        ("countries", "NNS", "country"),
        ("lay", "VB", "lay"),
        ("shelled", "VBD", "shell"),
    ],
)
def test_lemma(knowledge: Knowledge, word: str, tag: str, lemma: str) -> None:
    assert knowledge.lemmatizer(word, tag) == lemma
