// The ground under the places: the small world map that comes with the program, or the user's own PMTiles archive.
// @ts-check

/**
 * @typedef {{sources: Record<string, any>, layers: {id: string}[] | null, credit: string, hasLabels: boolean,
 *   protocol: any, detail: boolean}} Base
 * @typedef {(name: string) => string} Ink
 */

const VENDOR = "/static/vendor";
const DETAIL_FROM = 4; // zoom from which the finer borders are drawn

/** @param {string} address @returns {Promise<void>} */
const loadScript = (address) => new Promise((done, failed) => {
  if (document.querySelector(`script[src="${address}"]`)) return done(); // deferred in the page: it has run before any module
  const script = document.createElement("script");
  script.src = address;
  script.onload = () => done();
  script.onerror = () => failed(new Error(`${address} did not load`));
  document.head.append(script);
});

/** Land and the lines between countries of a topology. @param {string} name */
const readTopology = async (name) => {
  const answer = await fetch(`${VENDOR}/${name}`);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  const topology = await answer.json();
  const { topojson } = /** @type {any} */ (window);
  const { countries, land } = topology.objects;
  return {
    land: land ? topojson.feature(topology, land) : topojson.merge(topology, countries.geometries),
    borders: topojson.mesh(topology, countries, (/** @type {any} */ a, /** @type {any} */ b) => a !== b),
  };
};

/** @param {string} own address of the user's archive, empty for none @returns {Promise<Base>} */
export const baseSources = async (own) => {
  if (own) {
    await loadScript(`${VENDOR}/pmtiles.js`);
    const { pmtiles } = /** @type {any} */ (window);
    const protocol = new pmtiles.Protocol();
    const archive = new pmtiles.PMTiles(new URL(own, location.href).href);
    protocol.add(archive);
    const [head, about] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
    const layers = /** @type {any} */ (about).vector_layers ?? [];
    return {
      sources: { own: { type: "vector", url: `pmtiles://${new URL(own, location.href).href}`, minzoom: head.minZoom, maxzoom: head.maxZoom } },
      layers, credit: plain(String(/** @type {any} */ (about).attribution ?? "base map of the reader")), protocol: protocol.tile,
      hasLabels: layers.some((/** @type {any} */ layer) => role(layer.id) === "label"), detail: false,
    };
  }
  await loadScript(`${VENDOR}/topojson-client.js`);
  const { land, borders } = await readTopology("countries-110m.json");
  return {
    sources: { land: { type: "geojson", data: land }, borders: { type: "geojson", data: borders } },
    layers: null, credit: "Base map: Natural Earth", hasLabels: false, protocol: null, detail: true,
  };
};

/** Text without markup. @param {string} words */
const plain = (words) => new DOMParser().parseFromString(words, "text/html").body.textContent ?? "";

const ROLES = /** @type {[RegExp, string][]} */ ([
  [/disput|ceasefire|claim/i, "disputed"],
  [/label|place|city|town|capital|marine/i, "label"],
  [/^(land|earth)$/i, "land"],
  [/river|waterway|stream/i, "river"],
  [/lake|water|ocean|sea/i, "water"],
  [/bound|border|admin|adm\d/i, "border"],
  [/road|transport|rail/i, "road"],
]);

/** What a layer of an unknown archive is, by its name. @param {string} name */
const role = (name) => ROLES.find(([pattern]) => pattern.test(name))?.[1] ?? "";

/** Classes of disputed lines: how the legend calls them, the words of their source (first match holds), the dashes. */
const DISPUTED = /** @type {[string, string[], number[]][]} */ ([
  ["line of control or ceasefire line", ["line of control", "ceasefire", "cease-fire", "armistice"], [4, 1.5]],
  ["line of a breakaway area", ["breakaway"], [2.5, 1.2, 0.6, 1.2]],
  ["claim", ["claim"], [1.2, 1.2]],
  ["line for reference", ["reference"], [0.6, 2]],
  ["disputed or not fixed", ["disput", "indefinite", "indetermin", "overlay", "unrecogni"], [2, 2]],
]);
const CLASS_NAMES = ["cls", "class", "featurecla", "FEATURECLA", "kind", "type", "name"];
const TEXT = ["downcase", ["concat", ...CLASS_NAMES.flatMap((name) => [["to-string", ["get", name]], " "])]];
/** @param {string[]} words */
const says = (words) => ["any", ...words.map((word) => ["in", word, TEXT])];
const FLAGGED = ["any", ["==", ["to-string", ["get", "disputed"]], "1"], ["==", ["to-string", ["get", "disputed"]], "true"]];
const ANY_DISPUTE = ["any", FLAGGED, ...DISPUTED.map(([, words]) => says(words))];

/** One layer a class for a layer of borders. @param {string} id @param {Ink} ink */
const disputedLayers = (id, ink) => DISPUTED.map(([, words, dashes], n) => {
  const earlier = DISPUTED.slice(0, n).map(([, others]) => ["!", says(others)]);
  const own = n === DISPUTED.length - 1 ? ["any", FLAGGED, says(words)] : says(words);
  return {
    id: `disputed-${n}-${id}`, type: "line", source: "own", "source-layer": id, filter: ["all", own, ...earlier],
    paint: { "line-color": ink("disputed"), "line-width": 1.7, "line-dasharray": dashes },
  };
});

/** @param {Base} base @param {Ink} ink @returns {any[]} */
export const baseLayers = (base, ink) => {
  const sea = { id: "sea", type: "background", paint: { "background-color": ink("water") } };
  if (!base.layers) {
    return [
      sea,
      { id: "land", type: "fill", source: "land", paint: { "fill-color": ink("land") } },
      { id: "borders", type: "line", source: "borders", paint: { "line-color": ink("border"), "line-width": 0.8 } },
    ];
  }
  /** @param {string} wanted @param {(id: string) => any[]} make */
  const each = (wanted, make) => (base.layers ?? []).filter((layer) => role(layer.id) === wanted).flatMap((layer) => make(layer.id));
  /** @param {string} id */
  const at = (id) => ({ source: "own", "source-layer": id });
  return [
    sea,
    ...each("land", (id) => [{ id: `own-${id}`, type: "fill", ...at(id), paint: { "fill-color": ink("land") } }]),
    ...each("water", (id) => [{ id: `own-${id}`, type: "fill", ...at(id), paint: { "fill-color": ink("water") } }]),
    ...each("river", (id) => [{ id: `own-${id}`, type: "line", ...at(id), paint: { "line-color": ink("water"), "line-width": 1 } }]),
    ...each("road", (id) => [{ id: `own-${id}`, type: "line", ...at(id), paint: { "line-color": ink("line"), "line-width": 0.6 } }]),
    ...each("border", (id) => [
      { id: `own-${id}`, type: "line", ...at(id), filter: ["!", ANY_DISPUTE], paint: { "line-color": ink("border"), "line-width": /1|2/.test(id) ? 0.4 : 0.9 } },
      ...disputedLayers(id, ink),
    ]),
    ...each("disputed", (id) => [{ id: `own-${id}`, type: "line", ...at(id), paint: { "line-color": ink("disputed"), "line-width": 0.8, "line-dasharray": [1, 3] } }]),
    ...each("label", (id) => [{
      id: `own-${id}`, type: "symbol", ...at(id),
      layout: { "text-field": ["coalesce", ["get", "name:en"], ["get", "name_en"], ["get", "name"], ""], "text-size": /country/.test(id) ? 13 : 11 },
      paint: { "text-color": ink("soft"), "text-halo-color": ink("paper"), "text-halo-width": 1.2 },
    }]),
  ];
};

/** Finer coasts and borders, once the first picture stands. @param {any} map @param {Base} base @param {() => Ink} palette */
export const loadDetail = async (map, base, palette) => {
  if (!base.detail || map.getSource("land-fine")) return;
  const { land, borders } = await readTopology("countries-10m.json");
  const ink = palette();
  if (map.getSource("land-fine")) return;
  map.addSource("land-fine", { type: "geojson", data: land });
  map.addSource("borders-fine", { type: "geojson", data: borders });
  // under the coarse ones, which go away where the scale is large once the fine ones are drawn
  map.addLayer({ id: "land-fine", type: "fill", source: "land-fine", minzoom: DETAIL_FROM, paint: { "fill-color": ink("land") } }, "land");
  map.addLayer({ id: "borders-fine", type: "line", source: "borders-fine", minzoom: DETAIL_FROM, paint: { "line-color": ink("border"), "line-width": 1 } }, "land");
  const swap = () => {
    if (!map.getLayer("land-fine") || !map.isSourceLoaded("land-fine") || !map.isSourceLoaded("borders-fine")) return map.once("idle", swap);
    map.moveLayer("borders-fine", "zones");
    for (const id of ["land", "borders"]) map.setLayerZoomRange(id, 0, DETAIL_FROM);
  };
  map.once("idle", swap);
};

/** The classes of disputed lines now in view, each with its dashes. @param {any} map @returns {[string, number[]][]} */
export const disputedKinds = (map) => DISPUTED.flatMap(([name, , dashes], n) => {
  const layers = map.getLayersOrder().filter((/** @type {string} */ id) => id.startsWith(`disputed-${n}-`));
  return layers.length && map.queryRenderedFeatures({ layers }).length ? [/** @type {[string, number[]]} */ ([name, dashes])] : [];
});
