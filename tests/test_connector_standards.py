"""Every connector id against an independent reading of the standards' names, not of our table."""

from __future__ import annotations

import pytest

from evcp.connectors import connector_ids, meaning, ocpi_standards
from evcp_models import Connector, EVSEConnector, NameId
from evcp_models.codes import CONNECTOR_TYPES

EXACT_TEXT = """
29 CHADEMO               30 IEC_62196_T1          31 IEC_62196_T2   32 IEC_62196_T3C  50 IEC_62196_T3A
33 IEC_62196_T1_COMBO    34 IEC_62196_T2_COMBO    52 GBT_AC         53 GBT_DC
48 DOMESTIC_A  5 DOMESTIC_B   49 DOMESTIC_C  8 DOMESTIC_E   9 DOMESTIC_F   11 DOMESTIC_G  12 DOMESTIC_H
13 DOMESTIC_I  14 DOMESTIC_I  15 DOMESTIC_I  47 DOMESTIC_I  20 DOMESTIC_K  22 DOMESTIC_L
16 DOMESTIC_J  17 DOMESTIC_J  18 DOMESTIC_J  19 DOMESTIC_J  42 DOMESTIC_J
6 NEMA_5_20    51 NEMA_14_50
"""
_TOKENS = EXACT_TEXT.split()
EXACT: dict[str, str] = dict(zip(_TOKENS[::2], _TOKENS[1::2], strict=True))
THREE = {"IEC_60309_2_three_16", "IEC_60309_2_three_32", "IEC_60309_2_three_64"}
CANDIDATES = {
    "7": {"DOMESTIC_D", "DOMESTIC_M"},
    "10": {"DOMESTIC_E", "DOMESTIC_F"},
    "21": {"DOMESTIC_O", "DOMESTIC_K"},
    "23": {"DOMESTIC_M"},
    "24": {"DOMESTIC_N"},
    "35": {"IEC_60309_2_single_16"},
    "38": {"IEC_60309_2_single_16"},
    "36": THREE,
    "39": THREE,
    "26": {"TESLA_R", "TESLA_S"},
    "27": {"TESLA_R", "TESLA_S"},
    "28": {"TESLA_R", "TESLA_S"},
    "43": {"TESLA_R", "TESLA_S", "SAE_J3400"},
    "45": {"IEC_62196_T2", "IEC_62196_T1"},
}
NONE = {"0", "1", "2", "3", "4", "25", "37", "40", "41", "44", "46"}
THREE_PHASE_SWISS = {"17", "19"}
"""T15 and T25; OCPI has one standard for all Swiss sockets."""

Reading = tuple[str, str | None, set[int]]
READ: dict[str, Reading] = {
    "CHADEMO": ("chademo", "DC", set()),
    "IEC_62196_T1": ("type1", "AC", {1}),
    "IEC_62196_T2": ("type2", "AC", {1, 3}),
    "IEC_62196_T3A": ("type3", "AC", {1}),
    "IEC_62196_T3C": ("type3", "AC", {1, 3}),
    "IEC_62196_T1_COMBO": ("ccs", "DC", set()),
    "IEC_62196_T2_COMBO": ("ccs", "DC", set()),
    "GBT_AC": ("gbt", "AC", {1, 3}),
    "GBT_DC": ("gbt", "DC", set()),
    "IEC_60309_2_single_16": ("industrial", "AC", {1}),
}
"""Family, current and phases by the name of the standard."""
WITHOUT: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(("0", "1", "2", "25", "40", "41", "44"), ("other", None)),
    **dict.fromkeys(("3", "4"), ("inductive", None)),
    "37": ("industrial", "AC"),
    "46": ("industrial", "DC"),
}


def read(standard: str, id: str) -> Reading:
    if standard in READ:
        return READ[standard]
    if standard.startswith("IEC_60309_2_three"):
        return "industrial", "AC", {3}
    if standard.startswith(("TESLA", "SAE_J3400")):
        return "tesla", None, {1, 2, 3}
    assert standard.startswith(("DOMESTIC_", "NEMA_")), standard
    return "domestic", "AC", {3} if id in THREE_PHASE_SWISS else {1}


def of(id: str) -> Connector:
    return Connector(connector_type=NameId(id=id, name=""))


def test_every_id_is_read() -> None:
    assert {*EXACT, *CANDIDATES, *NONE} == set(CONNECTOR_TYPES) == set(map(str, range(54)))
    assert len(EXACT) + len(CANDIDATES) + len(NONE) == 54
    assert WITHOUT.keys() == NONE


@pytest.mark.parametrize("id", CONNECTOR_TYPES)
def test_standards_of_ocpi(id: str) -> None:
    ours = {target.standard: target.match for target in CONNECTOR_TYPES[id].ocpi}
    if id in EXACT:
        assert ours == {EXACT[id]: "exact"}
    else:
        assert ours == dict.fromkeys(CANDIDATES.get(id, ()), "ambiguous")


@pytest.mark.parametrize("id", CONNECTOR_TYPES)
def test_family_current_and_phases(id: str) -> None:
    found = meaning(of(id))
    assert meaning(EVSEConnector(id="x", type_id=id)) == found
    options = set(found.phase_options)
    standards = {EXACT[id]} if id in EXACT else CANDIDATES.get(id, set())
    if not standards:
        assert (found.family, found.current) == WITHOUT[id]
        assert found.phases is None
        return
    readings = [read(one, id) for one in sorted(standards)]
    assert found.family in {family for family, _, _ in readings}
    assert {found.current} == {current for _, current, _ in readings}
    assert options == set().union(*(phases for _, _, phases in readings))
    assert found.phases == (min(options) if len(options) == 1 else None)


def test_cable_or_socket_by_the_standard() -> None:
    forms = {id: meaning(of(id)).cable for id in CONNECTOR_TYPES}
    attached = {"29", "30", "33", "34", "53"}  # no socket outlet at a station is specified
    sockets = {id for id in forms if "DOMESTIC" in EXACT.get(id, "") or "NEMA" in EXACT.get(id, "")}
    sockets |= {"7", "10", "21", "23", "24", "35", "36", "37", "38", "39"}
    assert {id for id, cable in forms.items() if cable} == attached
    assert {id for id, cable in forms.items() if cable is False} == sockets


def test_exact_standards_lead_back_to_all_their_ids() -> None:
    back = ocpi_standards()
    for id, standard in EXACT.items():
        assert id in back[standard]
        assert id in connector_ids(standard)
        assert {EXACT.get(one) for one in back[standard]} == {standard}
    # CCS 1 and CCS 2 stay two, whatever the region.
    assert back["IEC_62196_T1_COMBO"] == ("33",)
    assert back["IEC_62196_T2_COMBO"] == ("34",)
