"""Names: which spellings are one name, which are two, and which say too little to join on."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph import names
from beholden.graph.names import NameKey, is_weak, normal, variants

FORMS = [
    *("Ltd.", "Co., Ltd.", "S.A. de C.V.", "GmbH & Co. KG", "PJSC", "ООО", "A/S", "Sp. z o.o."),
    *("有限公司", "AB (publ)"),
]
PIECES = [
    "Kite",
    "of",
    "B",
    "S",
    "a",
    "AO",
    "Paper-Works",
    "Ünal",
    "d'Or",
    "Łódź",
    "天空",
    "Змей",
    "3",
    *FORMS,
]


@pytest.mark.parametrize(
    "name",
    [
        f"{',' * 70_000} dba x",
        f"{'*' * 70_000}a*",
        "and any successor " * 4_000,
        f"{'[1] ' * 20_000}x*",
    ],
    ids=["commas", "asterisks", "successors", "footnotes"],
)
def test_a_text_that_is_too_long_for_a_name_is_looked_at_as_a_whole(name: str) -> None:
    """A pattern that takes the square of its length would not end."""
    assert variants(name) == [name.strip()]


def test_the_examples_in_the_documentation() -> None:
    assert doctest.testmod(names).failed == 0


@pytest.mark.parametrize(
    "spellings",
    [
        ["Kite Paper Co., Ltd.", "KITE PAPER CO LTD", "Kite Paper Company Limited", "Kite Paper Co Limited"],
        ["Kite Paper Co.,Ltd", "Kite Paper Co.. , Ltd", "Kite-Paper  Co. Ltd.", "Kite Paper Limited Company"],
        ["Kite Corporation Limited", "Kite Corp. Ltd.", "KITE CORP LTD"],
        ["NIO, Inc.", "NIO Inc.", "Nio Incorporated", "NIO inc"],
        ["Kite L.L.C.", "Kite LLC", "LLC Kite", 'Limited Liability Company "Kite"', "Kite, L. L. C."],
        [
            *(
                "PJSC Kite Neft",
                "KITE NEFT PJSC",
                "PAO Kite Neft",
                "Kite Neft, ПАО",
                "Public Joint Stock Company Kite Neft",
            ),
            "Publichnoe Aktsionernoe Obshchestvo Kite Neft",
        ],
        ["ПАО «Змей»", "ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО ЗМЕЙ", "Змей ПАО"],
        ["АО «Полёт»", "Акционерное общество Полет", "ПОЛЁТ, АО"],
        ["OOO Kite", "Kite OOO", "Obshchestvo s Ogranichennoi Otvetstvennostyu Kite", "ООО Kite"],
        ["Kite Open Joint Stock Company", "OAO Kite", "Kite OJSC"],
        ["Kite S.A.", "Kite SA", "Kite S. A.", "Kite S/A", "KITE, S.A", "Kite Société Anonyme"],
        ["Plan B S.A.", "Plan B SA", "Plan B S. A."],
        ["Kite S.A. de C.V.", "KITE SA DE CV", "Kite, S. A. de C. V."],
        ["Kite S. de R.L. de C.V.", "Kite S DE RL DE CV", "Kite S de R L de C V."],
        ["Kite S.à r.l.", "Kite Sarl", "KITE S.A.R.L.", "Kite S.à.r.l."],
        [
            "Kite Sp. z o.o.",
            "Kite Sp. z o. o.",
            "KITE SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
            "Kite sp z.o.o.",
        ],
        ["Kite GmbH & Co. KG", "KITE GMBH UND CO KG", "Kite GmbH & Co KG"],
        ["Kite GmbH", "Kite Gesellschaft mit beschränkter Haftung", "KITE G.m.b.H."],
        ["Kite d.o.o.", "KITE DOO", "Kite d. o. o."],
        ["Kite A/S", "Kite AS", "Kite A.S.", "Kite A.Ş."],
        ["Kite Ltd. Şti.", "KİTE LİMİTED ŞİRKETİ", "Kite Ltd Sti"],
        ["Kite AB (publ)", "AB Kite (publ)", "Kite Aktiebolag", "AB Kite"],
        ["Kite Pvt. Ltd.", "Kite Private Limited", "Kite (P) Ltd", "Kite (Pvt) Ltd."],
        ["PT Kite Tbk", "PT. Kite, Tbk.", "Kite Tbk PT"],
        ["Kite Sdn. Bhd.", "KITE SENDIRIAN BERHAD"],
        ["天空纸业有限公司", "天空纸业有限责任公司", "天空纸业 有限公司"],
        ["株式会社天空", "天空株式会社", "㈱天空", "天空(株)"],
        ["Kite & Sky", "Kite and Sky", "KITE  &  SKY"],
        ["Lloyd's of Kite", "Lloyds of Kite", "LLOYD’S of Kite"],
        ["Łódź Ærø Straße", "LODZ AERO STRASSE"],
        ["J.P. Kite", "J. P. Kite", "JP KITE"],
        ["Kite™ Sky®", "Kite Sky"],
        ["Kite（Sky）", "Kite (Sky)", "Ｋｉｔｅ Sky"],
        ["ΕΤΑΙΡΕΊΑ ΧΑΡΤΑΕΤΌΣ", "Εταιρεία Χαρταετός", "ΕΤΑΙΡΕΙΑ ΧΑΡΤΑΕΤΟΣ"],
    ],
)
def test_spellings_of_one_name_are_one_key(spellings: list[str]) -> None:
    assert len({normal(spelling) for spelling in spellings}) == 1, [normal(text) for text in spellings]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Symphony", "Symphony LLC"),
        ("Arsenal", "Arsenal Ltd"),
        ("CoStar Group, Inc.", "Costar Group Co., Ltd."),
        ("Kite AG", "Kite GmbH"),
        ("Kite Ltd", "Kite Co., Ltd."),
        ("Kite OOO", "Kite LLC"),
        ("Kite Pte Ltd", "Kite Pvt Ltd"),
        ("Kite Lda", "Kite Ltda"),
        ("Kite S.A.S.", "Kite S.A."),
        ("天空纸业有限公司", "天空纸业股份有限公司"),
        ("天空纸业有限公司", "天空纸业 Co., Ltd."),
        ("Huawei Technologies (Thailand)", "Huawei Technologies (Yangon)"),
        ("Dahua Technology", "Zhejiang Dahua Technology Co., Ltd."),
        ("Dahua Technology", "Dahua Technology Company"),
        ("Shanghai Dahua Pharmaceutical Co., Ltd.", "Zhejiang Dahua Technology Co., Ltd."),
        ("Chengdu Dahua Wisdom", "Zhejiang Dahua"),
        ("Змей", "Змеи"),
        ("บริษัท ว่าว", "บริษัท วาว"),
    ],
)
def test_names_that_stay_two(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    ("name", "base", "form"),
    [
        (
            "Hangzhou Hikvision Digital Technology Co., Ltd.",
            "hangzhou hikvision digital technology",
            "co ltd",
        ),
        ("杭州海康威视数字技术股份有限公司", "杭州海康威视数字技术", "股份有限公司"),
        ("株洲天空股份有限公司", "株洲天空", "股份有限公司"),
        ("شركة الطائرة", "شركة الطائرة", ""),
        ("연 주식회사", "연", "주식회사"),
        ("A. O. Kite Corporation", "ao kite", "corp"),
        ("SIA Kite Company Limited", "sia kite", "co ltd"),
        ("Thermal Limited Brands", "thermal limited brands", ""),
        ("GmbH & Co. KG Kite", "gmbh and co kg kite", ""),
        ("U.S.-China Kite", "us china kite", ""),
        ("Kite_Sky + 3", "kite sky 3", ""),
    ],
)
def test_what_a_key_holds(name: str, base: str, form: str) -> None:
    assert normal(name) == NameKey(base, form)


@pytest.mark.parametrize(
    "name", ["Company Limited", "Co., Ltd.", "PJSC", "有限公司", "S.A. de C.V.", "", "*", "SAS AB"]
)
def test_a_legal_form_alone_joins_nothing(name: str) -> None:
    assert normal(name).base == ""
    assert not normal(name).joins
    assert is_weak(name)
    assert normal(f"Kite {name}").joins


@pytest.mark.parametrize(
    ("name", "weak"),
    [
        *(
            ("AJI", True),
            ("KBB Ltd", False),
            ("A.B.C.D. Inc.", False),
            ("3K Company", False),
            ("K Ltd", True),
            ("Kites", True),
        ),
        *(("Arsenal", False), ("Symphony", False), ("Kite Sky", False), ("Kites Sky", False)),
        *(("360", True), ("360 2021", True), ("123456789", True), ("360 Kites", False)),
        *(("海康", True), ("海康威视", False), ("하늘", True), ("ЗМЕЙНЕФТЬ", False), ("ЗНД", True)),
    ],
)
def test_what_is_too_weak_to_join_on(name: str, weak: bool) -> None:
    assert is_weak(name) is weak


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Kite  Ltd ", ["Kite Ltd"]),
        ("", []),
        ("*", []),
        # an alias in quotation marks
        ('X Group Company Limited ("Y")', ['X Group Company Limited ("Y")', "X Group Company Limited"]),
        ("Kite S.A. (“Sky Team”)", ["Kite S.A. (“Sky Team”)", "Kite S.A.", "Sky Team"]),
        ("Kite Ltd (the «Sky Team»)", ["Kite Ltd (the «Sky Team»)", "Kite Ltd", "Sky Team"]),
        # an acronym, and what only looks like one
        ("Kite Aviation Group (KAG)*", ["Kite Aviation Group (KAG)", "Kite Aviation Group"]),
        ("Aviation Kite Corp. (AVIC)", ["Aviation Kite Corp. (AVIC)", "Aviation Kite Corp."]),
        ("Huawei Technologies (HK)", ["Huawei Technologies (HK)"]),
        ("Umbra Sales Asia (USA)", ["Umbra Sales Asia (USA)"]),
        ("Huawei Technologies (Thailand)", ["Huawei Technologies (Thailand)"]),
        ("Kite Brands (FRANCE)", ["Kite Brands (FRANCE)"]),
        ("Kite Security (Kite 360)", ["Kite Security (Kite 360)"]),
        # two scripts
        ("Kite | 天空纸业有限公司", ["Kite | 天空纸业有限公司", "Kite", "天空纸业有限公司"]),
        (
            "Kite Co., Ltd天空（上海）有限公司",
            ["Kite Co., Ltd天空（上海）有限公司", "Kite Co., Ltd", "天空(上海)有限公司"],
        ),
        (
            "天空有限公司/Kite Sky Co., Ltd.",
            ["天空有限公司/Kite Sky Co., Ltd.", "天空有限公司", "Kite Sky Co., Ltd."],
        ),
        ("Kite Sky (天空协会)", ["Kite Sky (天空协会)", "Kite Sky", "天空协会"]),
        ("My kite / Мој змај", ["My kite / Мој змај", "My kite", "Мој змај"]),
        ("Kite LLC (in original Мој змај)", ["Kite LLC (in original Мој змај)", "Kite LLC", "Мој змај"]),
        ("KTC科技集团", ["KTC科技集团"]),
        ("Public Counсil", ["Public Counсil"]),
        ("Kite AS / Sky Inc.", ["Kite AS / Sky Inc."]),
        ("Kite | Sky", ["Kite | Sky"]),
        # notes
        ("Kite Ltd.*", ["Kite Ltd."]),
        ("Kite Ltd. †¹", ["Kite Ltd."]),
        ("Kite Ltd. [3]", ["Kite Ltd."]),
        ("kit.³ GmbH", ["kit.³ GmbH"]),
        ("Kite Ltd.; and any successor, sub-unit, or subsidiary thereof", ["Kite Ltd."]),
        ("Kite Ltd* and any successor, sub-unit, or subsidiary thereof.", ["Kite Ltd"]),
        ("Kite Successor Ltd", ["Kite Successor Ltd"]),
        ("Kite Ltd d/b/a Kitewire Inc.", ["Kite Ltd d/b/a Kitewire Inc.", "Kite Ltd", "Kitewire Inc"]),
        ("Kite Ltd (T/A Kitewire)", ["Kite Ltd (T/A Kitewire)", "Kite Ltd", "Kitewire"]),
        ("Kite A/S formerly Lamp A/S", ["Kite A/S formerly Lamp A/S", "Kite A/S", "Lamp A/S"]),
        (
            "Kite Works (formerly known as Lamp)",
            ["Kite Works (formerly known as Lamp)", "Kite Works", "Lamp"],
        ),
        ("Groupe Dba", ["Groupe Dba"]),
        ("Formerly Kite", ["Formerly Kite"]),
        ("Akadémia Kite", ["Akadémia Kite"]),
    ],
)
def test_the_names_in_a_text(name: str, found: list[str]) -> None:
    assert variants(name) == found


@given(st.lists(st.sampled_from(PIECES), max_size=7).map(" ".join) | st.text(max_size=30))
def test_normalising_twice_is_normalising_once(name: str) -> None:
    key = normal(name)
    assert normal(f"{key.base} {key.form}") == key


@given(
    st.lists(st.sampled_from(["Kite", "Ünal", "天空", "Змей", "d'Or", "7"]), min_size=1, max_size=4),
    st.sampled_from(FORMS),
)
def test_case_marks_and_blanks_do_not_count(words: list[str], form: str) -> None:
    name = f"{' '.join(words)} {form}"
    assert {normal(name.upper()), normal(name.lower()), normal(f"  «{'  '.join(words)}», {form}!")} == {
        normal(name)
    }
    assert normal(name).form
    assert normal(name).base == normal(" ".join(words)).base


@given(st.text(min_size=1, max_size=20).filter(lambda text: any(letter.isalpha() for letter in text)))
def test_letters_of_any_script_survive(name: str) -> None:
    key = normal(name)
    assert key.base or key.form or all(letter in "ªº" for letter in name if letter.isalpha())


@given(st.text(alphabet='Kite 天空Змей()（）|/"“”*;[]1³&.', max_size=25))
def test_variants_are_pieces_of_the_text(name: str) -> None:
    found = variants(name)
    assert len(set(found)) == len(found)
    assert all(text.strip() == text and text for text in found)
    whole = name.replace("（", "(").replace("）", ")").replace(" ", "")
    assert all(text.replace("（", "(").replace("）", ")").replace(" ", "") in whole for text in found)
