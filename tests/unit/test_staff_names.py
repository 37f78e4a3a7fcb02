"""Names that pass for staff names are found in every spelling, and innocent names are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.comments.draft import Draft
from shared.domain.judging.policy import Policy
from shared.domain.judging.rules.words import staff_name
from shared.domain.judging.verdict import Circumstances, Outcome
from shared.domain.people.reader import Badge
from shared.domain.words.lookalike_table import LOOKALIKES
from shared.domain.words.staff_names import taken_for
from tests.unit import make_lookalike_table

STAFF = Policy().staff_names

HITS = {
    "editor": [
        *("Editor", "EDITOR", "eDITOR", "editor.", "~ Editor ~", "Editor!!!", "¡Editor!", "(editor)", "E.D.I.T.O.R."),
        *("E d i t o r", "Ed itor", "E-d-i-t-o-r", "E_d_i_t_o_r", "E!d!i!t!o!r", "Ed\N{NO-BREAK SPACE}itor"),
        *(
            "Editor\u200b",
            "E\u200dd\u200di\u200ct\u2060or",
            "Ed\u00aditor",
            "\u202eeditor",
            "Ed\u3164itor",
            "\ufeffEditor",
        ),
        *("Edi\ufe0ftor", "Edi\U000e0001tor", "Ed\u2800itor", "Ed\u115fitor"),
        *("Ed1tor", "Edit0r", "3ditor", "3d170r", "Ed|tor", "Ed!tor", "Edltor", "EdItor", "Editoг"),
        *("Editоr", "Еditor", "еԁіtоr", "ΕDΙΤΟR", "εdιτοr", "Εditοr", "ᎬDITOR", "ꓰꓓꓲꓔꓳꓣ"),
        *("ＥＤＩＴＯＲ", "ｅｄｉｔｏｒ", "ⓔⓓⓘⓣⓞⓡ", "⒠⒟⒤⒯⒪⒭", "𝕰𝖉𝖎𝖙𝖔𝖗", "𝙴𝚍𝚒𝚝𝚘𝚛", "ℰditor", "ᵉᵈⁱᵗᵒʳ"),
        *("ᴇᴅɪᴛᴏʀ", "🄴🄳🄸🅃🄾🅁", "🅔🅓🅘🅣🅞🅡", "🅴🅳🅸🆃🅾🆁", "🇪🇩🇮🇹🇴🇷"),
        *("Édîtör", "Ẽḓȋṯọȑ", "E\u0336d\u0336i\u0336t\u0336o\u0336r\u0336", "Editør", "E" + "\u0301" * 40 + "ditor"),
    ],
    "editorial team": ["Editorial Team", "editorialteam", "Editorial-Team", "ЕDITORIAL ТEAM", "EditoriaI tearn"],
    "moderator": ["Moderator", "Møderator", "M0d3r4t0r", "rnoderator", "ᴍoderator", "Моderator"],
    "admin": ["Admin", "adrnin", "@dmin", "@dmin!", "Аdmin", "4dm1n", "ADMlN", "A d m i n 🔧"],
    "administrator": ["Administrator", "ADMIN1STRATOR", "Adminiѕtrator"],
    "staff": ["Staff", "$taff", "5taff", "$t@ff", "Staﬀ", "Staƒƒ", "Ѕtaff"],
    "postbag": ["Postbag", "P0stb@g", "Pоѕtbаg", "Post Bag", "PostBag™"[:-1], "postba9"],
}
INNOCENT = [
    *(
        "Edith",
        "Eddy Torres",
        "Administrationsrat",
        "Administration",
        "Admiral",
        "Adnan",
        "Editora",
        "Editors",
        "Edita",
    ),
    *(
        "Ed",
        "Tor",
        "Ed Tor",
        "Moderato",
        "Modesta",
        "Moderate Torsten",
        "Stafford",
        "Staffan",
        "Stefan",
        "Taff",
        "Stuff",
    ),
    *("Postman Bagley", "Postbagger", "Post", "Bag", "The night editor's cat", "Editorial", "Team", "Ann", "O'Brien"),
    *("Редактор", "Модератор Иванович", "編集者", "محرر", "עורך", "संपादक", "Ελένη", "Zoë", "Łukasz", "Ñandú", "Søren"),
    *("", " ", "!!!", "123", "🙂", "\u200b", "...", "1", "@", "I", "l"),
]


@pytest.mark.parametrize(("staff", "name"), [(staff, name) for staff, names in HITS.items() for name in names])
def test_what_reads_like_a_name_of_the_staff_is_taken_for_it(staff: str, name: str) -> None:
    assert taken_for(name, STAFF) == staff


@pytest.mark.parametrize("name", INNOCENT)
def test_what_only_resembles_one_is_not(name: str) -> None:
    assert taken_for(name, STAFF) is None


def test_names_in_other_scripts_can_be_the_staffs_too() -> None:
    assert taken_for("РЕДАКЦИЯ", ["Редакция"]) == "Редакция"
    assert taken_for("Pедакция", ["Редакция"]) == "Редакция"  # with a Latin P
    assert taken_for("Редактор", ["Редакция"]) is None
    assert taken_for("", ["", "!"]) is None


@given(st.text(max_size=60))
def test_a_name_is_always_taken_for_itself_or_says_nothing(name: str) -> None:
    assert taken_for(name, [name]) == name or not any(
        character.isalnum() for character in name.translate({0x3164: None})
    )


@given(st.sampled_from(["editor", "moderator", "postbag"]), st.data())
def test_any_spelling_with_characters_that_look_alike_is_found(staff: str, data: st.DataObject) -> None:
    spelled = "".join(
        data.draw(st.sampled_from([letter, letter.upper(), *LOOKALIKES.get(letter, ""), *LOOKALIKES[letter.upper()]]))
        for letter in staff
    )
    assert taken_for(spelled, STAFF) == staff


@pytest.mark.parametrize("badge", [Badge.GUEST, Badge.VERIFIED])
def test_only_staff_may_use_their_names(badge: Badge) -> None:
    def outcome(badge: Badge, name: str) -> Outcome:
        circumstances = Circumstances(badge=badge)
        return staff_name(Draft(author_name=name, body="."), circumstances, Policy()).outcome

    assert outcome(badge, "Ed1tor") is Outcome.REFUSE
    assert outcome(badge, "Edith") is Outcome.PASS
    assert outcome(Badge.STAFF, "Ed1tor") is Outcome.PASS


def test_the_table_is_what_unicodes_data_make_of_it() -> None:
    assert make_lookalike_table.table() == LOOKALIKES
