"""Sanctions lists: read as they are published, searched, decided, with the version beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick_node.kyc.sanctions.lists import Alias, ListEntry, SanctionsList, read_ofac, read_un
from tallystick_node.kyc.sanctions.names import letters, readings, simplified, spellings
from tallystick_node.kyc.sanctions.screening import BLOCK_PPM, Screen, ScreeningVerdict, Subject

READ = date(2026, 11, 24)
WALLET = "0x7F367cC41522cE07553e823bf3be79A889DEbe1B"
# In the form of OFAC's files; the people are made up.
SDN = f"""101,"QADIROV, Temurbek Olim","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 12 Mar 1966; nationality Ruritania; a.k.a. 'THE BAKER'; Digital Currency Address - ETH {WALLET}."
102,"NORTHERN STAR SHIPPING CO. LTD.",-0- ,"DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-
103,"SHAN, Xiongxin","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1971."
104,"LI, Nan","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-
\x1a""".encode()  # noqa: E501 - as the file has it
ALT = b'101,1,"aka","KADYROV, Timurbek",-0-\r\n102,2,"fka","POLAR LIGHT MARITIME",-0-\r\n'
UN = """<?xml version="1.0" encoding="utf-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-11-20"><INDIVIDUALS>
<INDIVIDUAL><DATAID>6908</DATAID><FIRST_NAME>JOSEPH</FIRST_NAME><SECOND_NAME>ARBITRARY</SECOND_NAME>
<UN_LIST_TYPE>XYZ</UN_LIST_TYPE><REFERENCE_NUMBER>XYi.001</REFERENCE_NUMBER>
<NAME_ORIGINAL_SCRIPT>曾國強</NAME_ORIGINAL_SCRIPT>
<NATIONALITY><VALUE>Ruritania</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS>
<QUALITY>Good</QUALITY><ALIAS_NAME>Youssef Arbitrari</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS>
<QUALITY>Low</QUALITY><ALIAS_NAME>The Old Carpenter</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH>
<FROM_YEAR>1960</FROM_YEAR><TO_YEAR>1962</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
</INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><DATAID>7001</DATAID>
<FIRST_NAME>Grey Harbour Trust</FIRST_NAME>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Harbour Foundation</ALIAS_NAME></ENTITY_ALIAS>
</ENTITY></ENTITIES></CONSOLIDATED_LIST>""".encode()


@pytest.fixture(scope="module")
def ofac() -> SanctionsList:
    return read_ofac(SDN, ALT, READ)


@pytest.fixture(scope="module")
def screen(ofac: SanctionsList) -> Screen:
    return Screen(ofac)


@pytest.fixture(scope="module")
def un_screen() -> Screen:
    return Screen(read_un(UN, READ))


def test_ofacs_files_are_read(ofac: SanctionsList) -> None:
    first, company = ofac.entries[:2]
    assert (first.number, first.kind, first.programme) == ("101", "individual", "SDGT")
    assert first.aliases == (Alias("THE BAKER", weak=True), Alias("KADYROV, Timurbek"))
    assert first.birth_years == {1966}
    assert first.countries == {"RURITANIA"}
    assert first.wallets == {WALLET.lower()}
    assert (company.kind, company.aliases) == ("entity", (Alias("POLAR LIGHT MARITIME"),))
    assert len(ofac.entries) == 4
    assert ofac.sha256 != read_ofac(SDN, ALT + b'104,9,"aka","X",-0-\r\n', READ).sha256


def test_the_united_nations_list_is_read() -> None:
    person, entity = read_un(UN, READ).entries
    assert person.name == "JOSEPH ARBITRARY"
    assert [alias.weak for alias in person.aliases] == [False, True, False]
    assert person.birth_years == {1960, 1961, 1962}
    assert (entity.kind, entity.aliases[0].name) == ("entity", "Harbour Foundation")


@pytest.mark.parametrize(
    ("sdn", "alt", "code"),
    [
        (b"", ALT, "LIST:FORM"),
        (b"", b"", "LIST:EMPTY"),
        (SDN[: len(SDN) // 2], b"", "LIST:FORM"),
        (b"<html>not scored</html>", b"", "LIST:FORM"),
        (SDN, b'999,1,"aka","X",-0-\r\n', "LIST:FORM"),
        (SDN, b"101,1,aka\r\n", "LIST:FORM"),
    ],
)
def test_a_file_that_is_no_list_is_refused(sdn: bytes, alt: bytes, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_ofac(sdn, alt, READ)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "LIST:FORM"),
        (UN[:400], "LIST:FORM"),
        (b"<LIST/>", "LIST:FORM"),
        (b"<CONSOLIDATED_LIST/>", "LIST:EMPTY"),
        (UN.replace(b"<DATAID>6908</DATAID>", b""), "LIST:FORM"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><CONSOLIDATED_LIST>&a;</CONSOLIDATED_LIST>', "LIST:FORM"),
    ],
)
def test_xml_that_is_no_list_is_refused(xml: bytes, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_un(xml, READ)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "name",
    [
        "Temurbek Olim Qadirov",
        "QADIROV Temurbek Olim",
        "Mr. Temurbek Olim Qádirov",
        "Timurbek Kadyrov",
        "Northern Star Shipping",
        "Polar Light Maritime Ltd",
        "单雄信",
        "單雄信",
        "Xiong Xin Shan",
    ],
)
def test_who_is_listed_is_blocked(screen: Screen, name: str) -> None:
    hits = screen.look_for(Subject(name))
    assert hits.verdict is ScreeningVerdict.BLOCK
    assert (hits.publisher, hits.list_read_on) == ("OFAC", READ)
    assert len(hits.list_sha256) == 64


@pytest.mark.parametrize("name", ["Zhang Wei", "Maria Gonzalez", "王小明", "Southern Cross Bakery"])
def test_who_is_not_listed_is_clear(screen: Screen, name: str) -> None:
    hits = screen.look_for(Subject(name))
    assert (hits.verdict, hits.hits) == (ScreeningVerdict.CLEAR, ())


def test_a_near_name_is_for_a_person_to_judge(screen: Screen) -> None:
    hits = screen.look_for(Subject("Temurbek Qodirov"))
    assert hits.verdict is ScreeningVerdict.REVIEW
    # Short names are alike by chance.
    assert screen.look_for(Subject("Li Na")).verdict is ScreeningVerdict.REVIEW
    assert screen.look_for(Subject("Li Nan")).verdict is ScreeningVerdict.BLOCK


def test_a_birth_and_a_country_speak_for_and_against(screen: Screen) -> None:
    name = "Temurbek Olim Qadirov"
    score = screen.look_for(Subject("Temurbek Qodirov")).hits[0].score_ppm
    born = screen.look_for(Subject("Temurbek Qodirov", born=date(1966, 5, 1)))
    assert born.hits[0].score_ppm > score
    young = screen.look_for(Subject(name, born=date(1999, 1, 1), country="Freedonia"))
    assert young.verdict is ScreeningVerdict.REVIEW  # the same name is never passed over by itself
    assert screen.look_for(Subject("Temurbek Qodirov", born=date(1999, 1, 1))).hits == ()
    assert screen.look_for(Subject(name, born=date(1967, 1, 1))).verdict is ScreeningVerdict.BLOCK


def test_a_weak_name_alone_blocks_nobody(screen: Screen, un_screen: Screen) -> None:
    assert screen.look_for(Subject("The Baker")).verdict is ScreeningVerdict.REVIEW
    assert un_screen.look_for(Subject("The Old Carpenter")).verdict is ScreeningVerdict.REVIEW
    assert un_screen.look_for(Subject("Youssef Arbitrari")).verdict is ScreeningVerdict.BLOCK


def test_a_family_name_is_read_as_one(un_screen: Screen) -> None:
    # 曾 is Zeng as a family name, Ceng as a word.
    assert un_screen.look_for(Subject("Zeng Guoqiang")).verdict is ScreeningVerdict.BLOCK
    assert un_screen.look_for(Subject("曾国强")).verdict is ScreeningVerdict.BLOCK


def test_a_listed_wallet_blocks_whatever_the_name(screen: Screen) -> None:
    hits = screen.look_for(Subject("Maria Gonzalez", wallets=("0x" + "1" * 40, WALLET.lower())))
    assert (hits.verdict, hits.hits[0].score_ppm) == (ScreeningVerdict.BLOCK, 1_000_000)


def test_an_update_changes_the_decision_and_its_version(screen: Screen) -> None:
    subject = Subject("Brand New Name Person")
    before = screen.look_for(subject)
    row = b'105,"PERSON, Brand New Name","individual","X",' + b"-0- ," * 7 + b"-0-\r\n"
    after = Screen(read_ofac(SDN.rstrip(b"\x1a") + row, ALT, READ)).look_for(subject)
    assert (before.verdict, after.verdict) == (ScreeningVerdict.CLEAR, ScreeningVerdict.BLOCK)
    assert before.list_sha256 != after.list_sha256


@pytest.mark.parametrize("name", ["", "   ", "!!!", "\u0301"])
def test_a_name_without_letters_is_refused(screen: Screen, name: str) -> None:
    with pytest.raises(InputError, match="SCREEN:NAME"):
        screen.look_for(Subject(name))


@given(st.text(max_size=400))
def test_any_text_has_a_decision_or_a_refusal(screen: Screen, name: str) -> None:
    if not (letters(name) or simplified(name)):
        with pytest.raises(InputError, match="SCREEN:NAME"):
            screen.look_for(Subject(name))
        return
    hits = screen.look_for(Subject(name))
    assert all(0 <= hit.score_ppm <= 1_000_000 for hit in hits.hits)
    assert (hits.verdict is ScreeningVerdict.CLEAR) == (not hits.hits)


@given(st.permutations(["Temurbek", "Olim", "Qadirov"]))
def test_the_order_of_names_does_not_matter(screen: Screen, words: list[str]) -> None:
    assert screen.look_for(Subject(" ".join(words))).hits[0].score_ppm >= BLOCK_PPM


def made_up(*names: str, **more: Any) -> Screen:
    entries = tuple(
        ListEntry(str(number), name, "individual", "X", **more)
        for number, name in enumerate(names, start=1)
    )
    return Screen(SanctionsList("OFAC", READ, "ab" * 32, entries))


def test_every_namesake_is_a_hit() -> None:
    screen = made_up(*["LISTED, Wei Jun"] * 87)
    assert len(screen.look_for(Subject("Wei Jun Listed")).hits) == 87


@pytest.mark.parametrize("country", [None, "CN", "China", "CHINA."])
def test_naming_the_listed_country_never_lowers(country: str | None) -> None:
    screen = made_up("QADIROV, Temurbek Olim", countries=frozenset({"CN"}))
    without = screen.look_for(Subject("Temurbek Kadirov")).hits[0].score_ppm
    with_country = screen.look_for(Subject("Temurbek Kadirov", country=country))
    assert with_country.hits[0].score_ppm >= without
    other = screen.look_for(Subject("Temurbek Kadirov", country="Freedonia")).hits[0].score_ppm
    assert other == without


@pytest.mark.parametrize("year", range(1960, 1967))
def test_a_birth_within_a_range_agrees(year: int) -> None:
    screen = made_up("BARANOV, Pyotr", birth_years=frozenset(range(1961, 1966)))
    verdict = screen.look_for(Subject("Pyotr Baranov", born=date(year, 5, 1))).verdict
    assert verdict is ScreeningVerdict.BLOCK


def test_a_common_name_born_in_another_time_is_somebody_else() -> None:
    screen = made_up("BARANOV, Pyotr", "BARANOV, Pyotr Ilyich", birth_years=frozenset({1961}))
    young = date(1995, 5, 1)
    assert screen.look_for(Subject("Pyotr Baranov", born=young)).hits == ()
    assert screen.look_for(Subject("Pyotr Baranov", born=date(1965, 1, 1))).hits != ()
    assert screen.look_for(Subject("Pyotr Ilyich Baranov", born=young)).hits != ()


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("HOSSEINI KARIMI, Sayyid Ali", "Ali Karimi"),
        ("WANG, Xiaoming", "Wang Xiao Ming"),
        ("WANG, Xiaoming", "Wang Xiao-Ming"),
        ("KIM, Yongchol", "Kim Yong-chol"),
        ("ABU-MARZUQ, Sa'id", "Said Abumarzuq"),
        ("SALEH, Dr. Abdul Latif", "Dr. Saleh"),
        ("SHEIKH, Umair Naeem", "Umair Sheikh"),
        ("AG ALBACHAR, Ahmed", "Ahmed Ag"),
        ("ĐORĐEVIĆ, Łukasz", "Lukasz Dordevic"),
        ("DORDEVIC, Lukasz", "Łukasz Đorđević"),
        ("QADIROV, Temurbek", "Tem\u200burbek Qadirov"),
        ("QADIROV, Temurbek", "Temurbek Q\u0430dirov"),
        ("QADIROV, Temurbek", "Темурбек Кадиров"),
        ("QADIROV, Temurbek", "Temurbek Xadirov"),
        ("NANGONG, Jiaojiao", "南宫娇娇"),
        ("南宫娇娇", "Nangong Jiao Jiao"),
        ("马𬸚", "Ma Yue"),
        ("马𬸚", "Ma Zhuo"),
        ("王重", "Wang Zhong"),
        ("王重", "Wang Chong"),
        ("王𬭎", "王𬭎"),
        ("王𬭎", "Wang Hong"),
        ("LÜ, Xiaojun", "吕小军"),
        ("LYU, Xiaojun", "吕小军"),
        ("أيمن الظواهري", "أيمن الظواهرى"),
    ],
)
def test_a_listed_name_is_found_however_it_is_written(listed: str, name: str) -> None:
    assert made_up(listed).look_for(Subject(name)).verdict is not ScreeningVerdict.CLEAR


@pytest.mark.parametrize("name", ["王", "王𬸚", "Wang Wei", "马𬭎"])
def test_a_rare_character_is_none_that_is_not_there(name: str) -> None:
    screening = made_up("王𬭎").look_for(Subject(name))
    assert screening.verdict is not ScreeningVerdict.BLOCK


def test_another_country_tells_more_where_names_are_not_the_same() -> None:
    screen = made_up("BARANOV, Pyotr Ilyich Oleg", countries=frozenset({"RU"}))
    assert screen.look_for(Subject("Pyotr Baranov", country="RU")).hits != ()
    assert screen.look_for(Subject("Pyotr Baranov", country="ES")).hits == ()
    assert screen.look_for(Subject("Pyotr Ilyich Oleg Baranov", country="ES")).hits != ()


def test_who_was_born_is_no_ship() -> None:
    ship = SanctionsList("OFAC", READ, "ab" * 32, (ListEntry("1", "WU XIAN STAR", "vessel", "X"),))
    assert Screen(ship).look_for(Subject("Xian Wu", born=date(1980, 1, 1))).hits == ()
    assert Screen(ship).look_for(Subject("Wu Xian Star")).hits != ()


def test_a_wallet_of_two_is_of_both() -> None:
    screen = made_up("First One", "Second Other", wallets=frozenset({"0xaa"}))
    assert len(screen.look_for(Subject("Maria Gonzalez", wallets=("0xAA",))).hits) == 2


@given(st.text(st.sampled_from("AEIKLMNX -'"), max_size=30), st.integers(1950, 2000))
def test_the_hits_are_those_of_the_whole_comparison(name: str, year: int) -> None:
    names = ("ALI, Maxim", "KALININ, Mia", "AL-ALAM, Eli Max", "LIN, Ann", "KIM LEE, Ana Nikki")
    if not letters(name):
        return
    subject = Subject(name, born=date(year, 1, 1))
    years = frozenset({1960, 1990})
    whole = made_up(*names, birth_years=years).look_for(subject)
    scored = {hit.entry.name: hit.score_ppm for hit in whole.hits}
    for listed in names:
        screen = made_up(listed, birth_years=years)
        compared = [
            screen._compared(way, place, subject)
            for way in readings(name)
            for place in range(len(screen._ways))
        ]
        scores = [hit.score_ppm for hit in compared if hit is not None]
        assert scored.get(listed) == max(scores, default=None)


def test_names_have_one_spelling() -> None:
    assert letters("Dr. José O'Neill-Smith, Jr.") == "JOSE ONEILL SMITH"
    assert simplified("張偉 Zhang") == "张伟"
    assert spellings("欧阳修") == {"OUYANG XIU"}
    assert letters("Ltd") == "LTD"
