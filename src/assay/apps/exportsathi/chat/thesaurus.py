"""Words that stand for one another when exporters ask, and names of countries: data, and how it is read."""

from functools import cache

from assay.kernel.search.words import STOP, stem, words

_SAME = """
iec, importer exporter code, import export code
lut, letter undertaking
lc, letter credit, documentary credit
bl, bill lading
awb, air waybill, airway bill, air way bill
coo, certificate origin, origin certificate
brc, bank realisation certificate
rcmc, registration cum membership certificate, membership certificate
leo, let export order
egm, export general manifest
itc, input tax credit
vgm, verified gross mass
dp, documents against payment
da, documents against acceptance
aeo, authorised economic operator
dsc, digital signature
epcg, export promotion capital goods
dfia, duty free import authorisation
sion, standard input output norms
ehs, health certificate
odex, out of charge
lcl, less than container load, groupage
fcl, full container load
cfs, container freight station
icd, inland container depot, dry port
eori, economic operators registration
cbam, carbon border adjustment
eudr, deforestation
gsp, generalised system preferences
msme, micro small medium, small business, small enterprises
haccp, hazard analysis
fsvp, foreign supplier verification
proceeds, payment, money, remittance, realisation, realise, repatriate, bring, receive
buyer, customer, client, purchaser
foreign, overseas, abroad, outside
fee, cost, charge, price, expensive
valid, validity, expire, last, lapse, hold, run out
renew, update, refresh, anew
cancel, deactivate, suspend, revoke
ship, dispatch, consignment, shipment, send, leave
goods, products, cargo, merchandise, items
refund, reimburse, back, rebate, remission
fish, seafood, marine, fishery
shrimp, prawn
garment, clothes, apparel, clothing, shirt, dress, saree
medicine, pharma, drug, pharmaceutical
insure, insurance, cover, insured
upload, submit, file, filed, lodge, fill, furnish
issue, issues, issued, give, grant
allow, allowed, permit, permitted, may, can
forbid, forbidden, banned, ban, prohibited, prohibit
sell, sale, sold
stamp, mark, marking, marked
pallet, crate, wood packaging, wooden, timber, wood
size, volume, cubic, measurement
weight, weigh, mass, heavy
hold, fit, capacity, holds
rate, percentage, percent, per cent
threshold, limit, maximum, minimum, ceiling, cap, up to
loan, borrow
jewellery, jewelry, gems
toy, toys, children
sesame, allergen
abandon, refuse, reject
mistake, error, mismatch, wrong, discrepancy, differ
correct, mend, amend, fix, change, rectify, modify
begin, start, began, effect, force, since
end, ended, stop, stopped, withdrawn, omitted
replace, replaced, place
factory, premises, plant
machine, machinery, capital goods, equipment
raw material, input, inputs
organisation, body, agency, council, authority
courier, express, parcel
gst, goods services tax, igst
forget, miss, missed, forgot
divisor, divide
customs duty, import duty, duty, tariff
state trading enterprise, ste
post, postal, mail
vat, value added tax
interest subvention, interest equalisation, subvention
turnover, sales
acknowledge, acknowledgement, acknowledged
examine, examination, inspect, inspection, check
demurrage, detention, storage
bank guarantee, guarantee, bond
late, delay, overdue
fumigation, methyl bromide
meaning, mean, means, stand, stands
bring, brings, repatriated
document, paper, papers
convert, conversion
spice, spices, chilli, turmeric, cumin, pepper
provisional, provisionally
container, containers, box
agreement, fta, deal, treaty
licence, license, authorisation, permission
enterprise, unit
antique, idol, statue
insolvency, bankrupt, bankruptcy, insolvent
belong, join, register
return, repay, paid back, pay back
hard copy, paper copy, physical copy
customs broker, cha, customs house agent, clearing agent
km, kilometre, kilometres
over-dimensional, oversized, odc, oversize
life, lifetime, lifelong
zero duty, without duty, duty free, no duty
bill, billed, invoice
vessel, ship
tax, gst, vat
plant, works, unit
deadline, last date, due date
consignment, parcel, shipment
transfer, endorse, transferable
"""

_SOFT = """
document documents paper papers determined calculated worked
exactly currently current today now latest new recent actually happen happens need require required
requirement mandatory compulsory obligatory necessary possible available different difference
important general generally usual usually normally typical approximately around total overall main
various explain describe define tell know find say says called kind type sort way thing things
question answer help long much many quickly soon fast early first own person people someone anyone
somebody company firm business exporter exporters export exports exporting exported india indian
apply applied applies procedure process step steps rule rules law legal work works set order keep
kept take taken takes come comes put proof prove claim obtain deadline time period number amount
value date day days month months year years week hour hours allow allowed permit permitted whether
bring use using used means mean meaning stand stands
till fill show shows wrong never let lets less run clear better join write written hard small big large enter
lose lost based basis still old right again else instead ok okay stuck problem issue matter situation
department government put try look see think worry safe good bad fine due extra separate simple whole full
proper ask asked please help happen side case term terms place there here today nowadays
presently way ways benefit advantage use useful purpose reason condition detail details info information
exact example specific lakh crore thousand rupees rupee inr rs cover covers regarding related
respect concerning want wish like start finish
"""
SOFT = frozenset(stem(word) for word in _SOFT.split())
"""Words that say little of what is asked about: an answer need not hold them."""

_COUNTRIES = """
united states: usa, us, u.s, america, american, new york, los angeles, chicago
united kingdom: uk, britain, british, great britain, england, london, scotland
united arab emirates: uae, dubai, abu dhabi, sharjah, emirates, emirati
european union: eu, europe, european
saudi arabia: saudi, ksa, riyadh, jeddah, dammam
south korea: korea, korean
china: chinese
japan: japanese, tokyo, osaka
australia: australian, sydney, melbourne
singapore: singaporean
germany: german, hamburg, berlin, munich
france: french, paris
italy: italian, milan, rome
spain: spanish
netherlands: dutch, holland, rotterdam, amsterdam
canada: canadian
brazil: brazilian
russia: russian
mexico: mexican
south africa: south african
switzerland: swiss
norway: norwegian
turkey: turkish, türkiye
vietnam: vietnamese
thailand: thai
malaysia: malaysian
indonesia: indonesian
philippines: filipino
bangladesh: bangladeshi
pakistan: pakistani
nepal: nepalese
sri lanka: sri lankan
new zealand: kiwi
israel: israeli
iran: iranian
iraq: iraqi
egypt: egyptian
kenya: kenyan
nigeria: nigerian
ghana:
ethiopia:
tanzania:
uganda:
morocco: moroccan
algeria:
tunisia:
argentina: argentine
chile: chilean
colombia: colombian
peru: peruvian
ukraine: ukrainian
poland: polish
belgium: belgian, antwerp
austria: austrian
sweden: swedish
denmark: danish
finland: finnish
ireland: irish
portugal: portuguese
greece: greek
hungary: hungarian
czechia: czech
romania: romanian
bulgaria: bulgarian
croatia: croatian
qatar: qatari
kuwait: kuwaiti
oman: omani
bahrain: bahraini
hong kong:
taiwan: taiwanese
myanmar: burma
maldives:
mauritius:
north korea:
cuba: cuban
afghanistan: afghan
jordan:
lebanon:
gulf: gcc, gulf states
asean:
efta:
"""
_WITHIN = """
european union: germany, france, italy, spain, netherlands, poland, belgium, austria, sweden, denmark, finland
european union: ireland, portugal, greece, hungary, czechia, romania, bulgaria, croatia
gulf: united arab emirates, saudi arabia, qatar, kuwait, oman, bahrain
efta: switzerland, norway
asean: singapore, vietnam, thailand, malaysia, indonesia, philippines, myanmar
"""
Phrase = tuple[str, ...]


def phrase(text: str) -> Phrase:
    """The stems of the words of a text that are not there for grammar alone."""
    return tuple(stem(word) for word in words(text) if word not in STOP or word in {"may", "can", "most"})


@cache
def same() -> dict[Phrase, frozenset[Phrase]]:
    """Phrase → all that stand for it, itself among them."""
    found: dict[Phrase, set[Phrase]] = {}
    for line in _SAME.strip().splitlines():
        group = {phrase(one) for one in line.split(",")} - {()}
        for one in group:
            found.setdefault(one, set()).update(group)
    return {one: frozenset(group) for one, group in found.items()}


@cache
def longest() -> int:
    return max(len(one) for one in same())


@cache
def _names() -> dict[Phrase, str]:
    found: dict[Phrase, str] = {}
    for line in _COUNTRIES.strip().splitlines():
        country, _colon, others = line.partition(":")
        for name in (country, *others.split(",")):
            if name.strip():
                found[tuple(words(name))] = country
    return found


@cache
def within() -> dict[str, frozenset[str]]:
    """Whose rules hold for whom: what is said of the first answers for the others."""
    found: dict[str, set[str]] = {}
    for line in _WITHIN.strip().splitlines():
        group, _colon, members = line.partition(":")
        found.setdefault(group, set()).update(one.strip() for one in members.split(","))
    return {group: frozenset(members) for group, members in found.items()}


def countries(text: str) -> set[str]:
    """The countries and groups of them that a text names, India left out; `us` in capitals only."""
    told = words(text)
    capital_us = "US" in text.replace("U.S.", "US").replace("U.S", "US")
    found = set()
    for length in (3, 2, 1):
        for at in range(len(told) - length + 1):
            name = tuple(told[at : at + length])
            if name in _names() and (name != ("us",) or capital_us):
                found.add(_names()[name])
    return found


@cache
def spelled() -> frozenset[str]:
    """Words that are spelled right, whether or not a source writes them."""
    groups = {word for group in _SAME.split() for word in words(group)}
    return frozenset(groups | {word for name in _names() for word in name} | set(_SOFT.split()))
