from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Report
from dateline.reading.language import code_of, detect, languages, name_of

Reading = Callable[..., tuple[list[Report], list[str]]]
RUSSIAN = "Министр обороны прибыл в столицу во вторник и провёл переговоры с послом соседней страны."


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The minister of defence arrived in the capital on Tuesday and held talks with the ambassador."),
        ("en", "Minister visits capital for talks"),
        ("en", "Ministers of Peru, Chile meet Paraguay rivals"),
        ("en", "U.S. lifts travel ban on Lebanon."),
        ("en", "Police arrested Jose Garcia de la Cruz"),
        ("en", "Rebels seize town"),
        ("en", "Erdoğan met Đinđić and Łukasz Müller in Malmö, the Señor’s spokesman said on Monday."),
        ("en", "“Мы победим,” the president told the crowd in Moscow, and then he left for the airport."),
        ("ru", RUSSIAN),
        ("uk", "Міністр оборони прибув до столиці у вівторок і провів переговори з послом сусідньої країни."),
        ("be", "Міністр абароны прыбыў у сталіцу ў аўторак і правёў перамовы з паслом суседняй краіны."),
        ("bg", "Министърът на отбраната пристигна в столицата във вторник и се срещна с посланика."),
        ("ur", "وزیر دفاع منگل کو دارالحکومت پہنچے اور سفیر سے بات چیت کی۔ اس کے بعد وہ واپس چلے گئے ہیں۔"),
        ("ar", "وصل وزير الدفاع إلى العاصمة يوم الثلاثاء وأجرى محادثات مع السفير."),
        ("fa", "وزیر دفاع روز سه‌شنبه وارد پایتخت شد و با سفیر گفتگو کرد."),
        ("zh", "国防部长星期二抵达首都并与大使举行会谈。"),
        ("ja", "国防大臣は火曜日に首都に到着し、大使と会談した。"),
        ("ko", "국방장관이 화요일 수도에 도착해 대사와 회담했다."),
        ("he", "שר הביטחון הגיע ביום שלישי לבירה ונפגש עם השגריר."),
        ("el", "Ο υπουργός άμυνας έφτασε την Τρίτη στην πρωτεύουσα."),
        ("hi", "रक्षा मंत्री मंगलवार को राजधानी पहुंचे।"),
        ("fr", "Le ministre de la défense est arrivé mardi dans la capitale pour des entretiens avec l'ambassadeur."),
        ("de", "Der Verteidigungsminister ist am Dienstag in der Hauptstadt eingetroffen und hat mit dem Botschafter gesprochen."),
        ("es", "El ministro de defensa llegó el martes a la capital y se reunió con el embajador para hablar de la paz."),
        ("it", "Il ministro della difesa è arrivato martedì nella capitale e ha incontrato l'ambasciatore per i colloqui."),
        ("pt", "O ministro da defesa chegou na terça-feira à capital e não quis falar com os jornalistas sobre a reunião."),
        ("nl", "De minister van defensie is dinsdag aangekomen in de hoofdstad en heeft met de ambassadeur gesproken."),
        ("pl", "Minister obrony przybył we wtorek do stolicy i powiedział, że nie jest gotowy na rozmowy oraz że się waha."),
        ("tr", "Savunma bakanı salı günü başkente geldi ve büyükelçi ile bir görüşme yaptı, ancak daha sonra için plan yok."),
        ("und", "1234 5678"),
        ("und", ""),
    ],
)
def test_detection(code: str, text: str) -> None:
    assert detect(text) == code


def test_a_long_text_without_connection_is_not_told() -> None:
    assert detect("Kampala Nairobi Mombasa Arusha Dodoma Kigali " * 20) == "und"


@pytest.mark.parametrize(
    ("given_", "code"),
    [("en", "en"), ("en-US", "en"), ("EN_gb", "en"), ("eng", "en"), ("English", "en"), ("ru", "ru"), ("Russian", "ru"), ("fr-CA", "fr"),
     ("xx", "xx"), ("und", None), ("unknown", None), ("", None), (None, None)],
)  # fmt: skip
def test_names_of_languages(given_: str | None, code: str | None) -> None:
    assert code_of(given_) == code


def test_messages_name_the_language(jsonl: Reading) -> None:
    reports, skipped = jsonl(
        {"text": RUSSIAN}, {"text": "The police left.", "language": "French"}, {"text": "1 2 3"}, {"text": "Rebels left."}
    )
    assert [r.language for r in reports] == ["en"]
    assert "in.jsonl:1: the text is in Russian (ru); only English is coded" in skipped[0]
    assert "French (fr)" in skipped[1]
    assert "cannot be told" in skipped[2]
    assert name_of("xx") == "the language 'xx'"


def test_what_is_given_counts(jsonl: Reading) -> None:
    reports, skipped = jsonl(
        {"text": RUSSIAN, "language": "en"}, {"text": "The police left.", "language": "und"}, {"text": RUSSIAN}, language="eng"
    )
    assert skipped == []
    assert [r.language for r in reports] == ["en", "en", "eng"]


def test_other_languages_on_request(jsonl: Reading) -> None:
    reports, skipped = jsonl({"text": RUSSIAN}, {"text": "Police left", "language": "xx"}, keep_other_languages=True)
    assert skipped == []
    assert [r.language for r in reports] == ["ru", "xx"]


def test_detection_is_cheap_even_for_long_texts() -> None:
    text = "The police left the town on Monday, and the mayor said that he would return. " * 60_000
    detect(text)
    started = time.perf_counter()
    detect(text)
    assert time.perf_counter() - started < 0.1


def test_the_table_is_sound() -> None:
    table = languages()
    assert len(table.names) > 40
    assert all(word == word.lower() for words in table.words.values() for word in words)
    assert all(script in dict(table.scripts) for script in (*table.words, *table.marks, *table.first))


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert detect(text) in {*languages().names, "und"}
