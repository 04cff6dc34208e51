"""Lists are read whole: three files, ranges, several names in a cell, marks of the end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tallystick.errors import InputError
from tallystick_node.kyc.sanctions.lists import ListEntry, read_ofac, read_un, require_whole

READ = date(2026, 11, 24)
NOTHING = b"-0- ," * 7
END = b"\x1a"


def sdn(*remarks: bytes) -> bytes:
    rows = [
        b'%d,"EXAMPLOV, Anton %d","individual","SDGT",%b"%b "\r\n' % (number, number, NOTHING, text)
        for number, text in enumerate(remarks, start=1)
    ]
    return b"".join(rows) + END


def one(remarks: bytes, comments: bytes = b"") -> ListEntry:
    return read_ofac(sdn(remarks), b"", READ, comments).entries[0]


def refused(
    code: str, sdn: bytes, alt: bytes, comments: bytes = b"", published_on: date | None = None
) -> None:
    with pytest.raises(InputError) as refusal:
        read_ofac(sdn, alt, READ, comments, published_on=published_on)
    assert refusal.value.code == code


def test_a_remark_that_runs_on_is_read_to_its_end() -> None:
    comments = (
        b"1,\"dress - XBT 1Ex13; Digital Currency Address - ETH 0xAA; a.k.a. 'NIGHT BAKER'.\"\r\n"
    )
    entry = one(
        b"DOB 1985; alt. Digital Currency Address - XBT 1Ex12; Digital Currency Ad", comments
    )
    assert entry.wallets == {"1ex12", "1ex13", "0xaa"}
    assert [alias.name for alias in entry.aliases] == ["NIGHT BAKER"]


def test_a_remark_of_nobody_is_refused() -> None:
    refused("LIST:FORM", sdn(b"DOB 1985"), b"", b'7,"x"\r\n')
    refused("LIST:FORM", sdn(b"DOB 1985"), b"", b'1,"x",2\r\n')


def test_every_date_and_nationality_of_the_remarks_is_read() -> None:
    entry = one(
        b"DOB 01 Jan 1961 to 31 Dec 1963; alt. DOB circa 1970; POB Ghaf 1999; nationality Korea,"
        b" North; citizen Iran; Passport 1234 (China)."
    )
    assert entry.birth_years == {1961, 1962, 1963, 1968, 1969, 1970, 1971, 1972}
    assert entry.countries == {"KP", "IR"}


@pytest.mark.parametrize("end", [END, END + b"\r\n", b"\r\n" + END + b"\r\n\r\n"])
def test_the_end_mark_may_be_followed_by_a_line_break(end: bytes) -> None:
    file = sdn(b"DOB 1970.").removesuffix(END) + end
    require_whole("SDN.CSV", file)
    assert len(read_ofac(file, b"", READ).entries) == 1


def test_a_byte_order_mark_is_no_number() -> None:
    assert read_ofac(b"\xef\xbb\xbf" + sdn(b"DOB 1970."), b"", READ).entries[0].number == "1"


@pytest.mark.parametrize("file", [b"", b"\r\n", sdn(b"DOB 1970.").removesuffix(END)])
def test_a_file_that_was_cut_is_refused(file: bytes) -> None:
    with pytest.raises(InputError, match="LIST:CUT"):
        require_whole("SDN.CSV", file)


def test_an_entry_that_is_named_twice_is_refused() -> None:
    row = sdn(b"DOB 1970.").removesuffix(END)
    refused("LIST:FORM", row + row, b"")
    refused("LIST:FORM", row.replace(b"1,", "²,".encode(), 1), b"")
    with pytest.raises(InputError, match="two entries"):
        read_un(un("<FIRST_NAME>A B</FIRST_NAME>").replace(b"<ENTITIES/>", SECOND), READ)


def un(inside: str, generated: str = "2026-02-27T00:00:09.554Z") -> bytes:
    return (
        f'<CONSOLIDATED_LIST dateGenerated="{generated}"><INDIVIDUALS><INDIVIDUAL>'
        f"<DATAID>1</DATAID>{inside}</INDIVIDUAL></INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"
    ).encode()


SECOND = b"<ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>C</FIRST_NAME></ENTITY></ENTITIES>"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Haj Qasem; Haji Q; Sardar Beispiel", ["Haj Qasem", "Haji Q", "Sardar Beispiel"]),
        ("Mo Sabet; Moh Sabet b) M. Javad", ["Mo Sabet", "Moh Sabet", "M. Javad"]),
        ("(a) First Name; (b) Other Name", ["First Name", "Other Name"]),
        ("1) First Name 2) Other Name", ["First Name", "Other Name"]),
        ("حسن (Hassan Ghul; Hassan Gul)", ["حسن", "Hassan Ghul", "Hassan Gul"]),
        ("Front (F. T.) (واحد (original script); Other)", ["Front", "F. T", "واحد", "Other"]),
        ("Abdul (Hakim) Rahman", ["Abdul Rahman", "Hakim", "Abdul (Hakim) Rahman"]),
        ("Plain Name", ["Plain Name"]),
        ("", []),
    ],
)  # fmt: skip
def test_several_names_in_a_cell_are_several_names(cell: str, names: list[str]) -> None:
    alias = f"<INDIVIDUAL_ALIAS><ALIAS_NAME>{cell}</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    entry = read_un(un(f"<FIRST_NAME>Qasim Examplani</FIRST_NAME>{alias}"), READ).entries[0]
    aliases = [" ".join(alias.name.split()) for alias in entry.aliases]
    assert sorted(aliases) == sorted(names)


@pytest.mark.parametrize(
    "inside",
    [
        (
            "<INDIVIDUAL_ALIAS><ALIAS_NAME>Mo</ALIAS_NAME><ALIAS_NAME>Anton Later</ALIAS_NAME>"
            "</INDIVIDUAL_ALIAS>"
        ),
        (
            "<NAME_ORIGINAL_SCRIPT>Mo</NAME_ORIGINAL_SCRIPT>"
            "<NAME_ORIGINAL_SCRIPT>Anton Later</NAME_ORIGINAL_SCRIPT>"
        ),
        "<INDIVIDUAL_ALIAS><ALIAS_NAME>Anton<br/>Later</ALIAS_NAME></INDIVIDUAL_ALIAS>",
    ],
)
def test_nothing_of_an_entry_is_left_unread(inside: str) -> None:
    entry = read_un(un(f"<FIRST_NAME>Qasim</FIRST_NAME>{inside}"), READ).entries[0]
    assert "Anton Later" in {alias.name for alias in entry.aliases}


def test_a_name_of_five_parts_has_all_of_them() -> None:
    parts = "".join(
        f"<{part}_NAME>{part.title()}</{part}_NAME>"
        for part in ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH")
    )
    assert read_un(un(parts), READ).entries[0].name == "First Second Third Fourth Fifth"


@pytest.mark.parametrize("former", [b"f.k.a.", b"n.k.a.", b"a.k.a."])
@pytest.mark.parametrize("quoted", [b"'NIGHT BAKER'", b'""NIGHT BAKER""'])
def test_former_names_in_remarks_are_names(former: bytes, quoted: bytes) -> None:
    assert [alias.name for alias in one(former + b" " + quoted + b".").aliases] == ["NIGHT BAKER"]


def test_an_entry_without_a_name_is_refused() -> None:
    refused("LIST:FORM", sdn(b"").replace(b"EXAMPLOV, Anton 1", b"-0- "), b"")


def test_a_list_is_dated_by_its_publisher() -> None:
    name = "<FIRST_NAME>A B</FIRST_NAME>"
    moment = datetime(2026, 2, 27, 0, 0, 9, 554_000, tzinfo=UTC)
    assert read_un(un(name), READ).published_at == moment
    assert read_un(un(name, "2026-02-27"), READ).published_at == datetime(2026, 2, 27, tzinfo=UTC)
    dated = read_ofac(sdn(b"DOB 1970."), b"", READ, published_on=date(2026, 11, 20))
    assert dated.published_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert read_ofac(sdn(b"DOB 1970."), b"", READ).published_at is None


def test_a_date_to_come_or_no_date_is_refused() -> None:
    with pytest.raises(InputError, match="LIST:DATE"):
        read_un(un("<FIRST_NAME>A B</FIRST_NAME>", "2027-02-27"), READ)
    with pytest.raises(InputError, match="LIST:FORM"):
        read_un(un("<FIRST_NAME>A B</FIRST_NAME>", "27 Feb 2026"), READ)
    refused("LIST:DATE", sdn(b"DOB 1970."), b"", published_on=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("inside", "years"),
    [
        ("<FROM_YEAR>1961</FROM_YEAR><TO_YEAR>1963</TO_YEAR>", {1961, 1962, 1963}),
        ("<YEAR>1961</YEAR><NOTE>Sep.</NOTE>", {1961}),
        ("<DATE>1961-03-12</DATE><NOTE>from false passport</NOTE>", {1961}),
        ("<FROM_YEAR>1961</FROM_YEAR>", set()),
        ("<TO_YEAR>1961</TO_YEAR>", set()),
        ("<YEAR>1961</YEAR><NOTE>at the earliest</NOTE>", set()),
    ],
)
def test_one_end_of_a_range_of_births_says_nothing(inside: str, years: set[int]) -> None:
    born = f"<INDIVIDUAL_DATE_OF_BIRTH>{inside}</INDIVIDUAL_DATE_OF_BIRTH>"
    (entry,) = read_un(un(f"<FIRST_NAME>A B</FIRST_NAME>{born}"), READ).entries
    assert entry.birth_years == years


def test_a_birth_that_is_not_understood_takes_the_others_along() -> None:
    assert one(b"DOB 1950; alt. DOB before 1965; POB Ghaf.").birth_years == frozenset()
    assert one(b"DOB 1950; alt. DOB 1960s; POB Ghaf.").birth_years == {1950, *range(1960, 1970)}


def test_a_row_of_headings_is_called_one() -> None:
    headings = b"ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Flag,Owner"
    whole = headings + b",Remarks\r\n" + sdn(b"DOB 1970.")
    with pytest.raises(InputError, match="line 1 of SDN.CSV is a row of headings"):
        read_ofac(whole, b"", READ)
    with pytest.raises(InputError, match="has 2 columns, not 12"):
        read_ofac(b"1,x\r\n" + sdn(b"DOB 1970."), b"", READ)


PERSON = b"<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>Any Body</FIRST_NAME></INDIVIDUAL>"
FIRM = b"<ENTITY><DATAID>2</DATAID><FIRST_NAME>Grey Harbour</FIRST_NAME></ENTITY>"
BOTH = (b"<INDIVIDUALS>" + PERSON + b"</INDIVIDUALS>", b"<ENTITIES>" + FIRM + b"</ENTITIES>")


@pytest.mark.parametrize("kept", [0, 1], ids=["no ENTITIES", "no INDIVIDUALS"])
def test_a_un_list_without_one_of_its_sections_is_cut(kept: int) -> None:
    def listed(*sections: bytes) -> bytes:
        return b"<CONSOLIDATED_LIST>" + b"".join(sections) + b"</CONSOLIDATED_LIST>"

    with pytest.raises(InputError, match="LIST:CUT.*(INDIVIDUALS|ENTITIES), so"):
        read_un(listed(BOTH[kept]), READ)
    assert len(read_un(listed(*BOTH), READ).entries) == 2
