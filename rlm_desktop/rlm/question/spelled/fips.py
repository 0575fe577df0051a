"""Codes of countries as the United States wrote them (FIPS 10-4): GM for Germany, where others have DE.

Files about weather, maps and trade have them still. Most differ from those of ISO, and some of these mean
another country: CH is China, AU Austria.
"""

from collections.abc import Iterable

_DIFFERENT = """
DZ:AG AS:AQ AD:AN AI:AV AQ:AY AG:AC AW:AA AU:AS AT:AU AZ:AJ BS:BF BH:BA BD:BG BY:BO BZ:BH BJ:BN BM:BD BO:BL
BA:BK BW:BC BN:BX BG:BU BF:UV MM:BM BI:BY KH:CB KY:CJ CF:CT TD:CD CL:CI CN:CH CX:KT CC:CK KM:CN CG:CF CD:CG
CK:CW CR:CS CI:IV CZ:EZ DK:DA DM:DO DO:DR SV:ES GQ:EK EE:EN GF:FG PF:FP GA:GB GM:GA GE:GG DE:GM GD:GJ GU:GQ
GG:GK GN:GV GW:PU HT:HA HN:HO IS:IC IQ:IZ IE:EI IL:IS JP:JA KI:KR KP:KN KR:KS KW:KU LV:LG LB:LE LS:LT LR:LI
LI:LS LT:LH MO:MC MG:MA MW:MI MH:RM MQ:MB MU:MP YT:MF MC:MN MN:MG ME:MJ MS:MH MA:MO NA:WA NI:NU NE:NG NG:NI
NU:NE MP:CQ OM:MU PW:PS PA:PM PG:PP PY:PA PH:RP PT:PO PR:RQ RU:RS SN:SG RS:RI SC:SE SG:SN SK:LO SB:BP ZA:SF
ES:SP LK:CE SD:SU SR:NS SJ:SV SZ:WZ SE:SW CH:SZ TJ:TI TL:TT TG:TO TO:TN TT:TD TN:TS TR:TU TM:TX TC:TK UA:UP
GB:UK VU:NH VA:VT VN:VM VI:VQ YE:YM ZM:ZA ZW:ZI
"""
_OF_ISO = dict(pair.split(":") for pair in _DIFFERENT.split())
_CERTAIN = """
JA SP SW EI VM RP UP AJ EZ BU TU PO SF IZ CB RQ
"""
_ALONE = frozenset(_CERTAIN.split())
"""Codes that no country has otherwise."""
_ENOUGH = 2


def code(iso: str) -> str:
    """The code of the country that has this one of two letters otherwise."""
    return _OF_ISO.get(iso, iso)


def are_meant(codes: Iterable[str]) -> bool:
    """Whether some of the codes, in capitals, can be no others."""
    return len(_ALONE.intersection(codes)) >= _ENOUGH
