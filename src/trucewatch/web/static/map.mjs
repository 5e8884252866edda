// The map: places of the incidents shown, on the base map that was fetched at build time or the user's own.
// It stands in for the plain drawing in the page, and leaves it there, with a word why, wherever it cannot run.
// @ts-check
import { baseLayers, baseSources, disputedKinds, loadDetail } from "./basemap.mjs";
import { RING_PX, hollowFilter, placeFeatures } from "./places.mjs";

/** @typedef {import("./places.mjs").PlaceOnMap} PlaceOnMap */

const figure = /** @type {HTMLElement | null} */ (document.querySelector("[data-map]"));
const note = figure?.querySelector(".map-note");

/** @param {string} words */
const say = (words) => { if (note) note.textContent = words; };

/** Colours of the page, so that the map follows light and dark. @returns {(name: string) => string} */
const palette = () => {
  const held = getComputedStyle(document.documentElement);
  return (name) => held.getPropertyValue(`--${name}`).trim();
};

/** @param {string} address @returns {Promise<any>} */
const ask = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

const hasWebGL = () => {
  const canvas = document.createElement("canvas");
  const found = canvas.getContext("webgl2") || canvas.getContext("webgl");
  found?.getExtension("WEBGL_lose_context")?.loseContext(); // a browser keeps few of them
  return Boolean(found);
};

/** Layers of the places, widest first. @param {(name: string) => string} ink @returns {any[]} */
const placeLayers = (ink) => {
  const fill = ["case", [">", ["get", "firm"], 0], ink("firm"), ink("loose")];
  return [
    { id: "zones", type: "fill", source: "zones", paint: { "fill-color": ink("zone"), "fill-opacity": 0.18 } },
    { id: "zones-line", type: "line", source: "zones", paint: { "line-color": ink("zone"), "line-width": 1.5, "line-dasharray": [1, 2] } },
    { id: "places", type: "fill", source: "places", filter: ["==", ["get", "part"], "ground"], paint: { "fill-color": fill, "fill-opacity": ["case", ["get", "area"], 0.1, 0.22] } },
    { id: "places-line", type: "line", source: "places", filter: ["all", ["==", ["get", "part"], "ground"], ["!", ["get", "area"]]], paint: { "line-color": ink("firm"), "line-width": 1.6 } },
    { id: "areas-line", type: "line", source: "places", filter: ["all", ["==", ["get", "part"], "ground"], ["get", "area"]], paint: { "line-color": ink("firm"), "line-width": 1.6, "line-dasharray": [4, 3] } },
    { id: "hollow", type: "circle", source: "places", filter: hollowFilter(0), paint: { "circle-radius": RING_PX, "circle-opacity": 0, "circle-stroke-width": 2, "circle-stroke-color": ink("firm") } },
    { id: "lit", type: "line", source: "places", filter: ["==", ["get", "at"], -1], paint: { "line-color": ink("lit"), "line-width": 4 } },
    { id: "lit-hollow", type: "circle", source: "places", filter: ["==", ["get", "at"], -1], paint: { "circle-radius": RING_PX + 2, "circle-opacity": 0, "circle-stroke-width": 4, "circle-stroke-color": ink("lit") } },
    { id: "names", type: "symbol", source: "labels", layout: { "text-field": ["get", "name"], "text-size": 11, "text-padding": 6, "symbol-sort-key": ["-", 0, ["get", "population"]] }, paint: { "text-color": ink("soft"), "text-halo-color": ink("paper"), "text-halo-width": 1.2 } },
    { id: "place-names", type: "symbol", source: "places", filter: ["==", ["get", "part"], "name"], layout: { "text-field": ["concat", ["get", "name"], " (", ["to-string", ["get", "n"]], ")"], "text-size": 13, "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.8, "symbol-sort-key": ["-", 0, ["get", "n"]] }, paint: { "text-color": ink("ink"), "text-halo-color": ink("paper"), "text-halo-width": 1.8 } },
  ];
};

/** What a place's box says. @param {PlaceOnMap} place @param {string} query */
const card = (place, query) => {
  const box = document.createElement("div");
  const head = document.createElement("strong");
  head.textContent = place.name;
  const size = document.createElement("p");
  const km = place.radius_m >= 1000 ? `${Math.round(place.radius_m / 1000)} km` : `${place.radius_m} m`;
  size.textContent = place.area ? `An area; any part of it may be meant. Within ${km} of its middle.` : `Somewhere within ${km} of the middle.`;
  const list = document.createElement("ul");
  for (const told of place.told) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `/incidents/${encodeURIComponent(told.code)}${query}`;
    link.textContent = told.code;
    item.append(link, ` ${told.title}`);
    list.append(item);
  }
  const rest = place.firm + place.candidates - place.told.length;
  if (rest > 0) {
    const item = document.createElement("li");
    item.textContent = `and ${rest} more`;
    list.append(item);
  }
  box.append(head, size, list);
  return box;
};

const SVG = "http://www.w3.org/2000/svg";

/** A line of the legend. @param {string} name @param {number[]} dashes */
const sample = (name, dashes) => {
  const key = document.createElement("span");
  const drawn = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "line");
  key.className = "line-key";
  for (const [k, v] of Object.entries({ viewBox: "0 0 30 6", width: "30", height: "6", "aria-hidden": "true" })) drawn.setAttribute(k, v);
  for (const [k, v] of Object.entries({ x1: "0", y1: "3", x2: "30", y2: "3", "stroke-dasharray": dashes.map((d) => d * 2).join(" ") })) line.setAttribute(k, v);
  drawn.append(line);
  key.append(drawn, ` ${name}`);
  return key;
};

/** Points at days and rows light their places; a place lights its days and rows. */
class Links {
  /** @param {any} map @param {PlaceOnMap[]} places */
  constructor(map, places) {
    this.map = map;
    this.places = places;
    this.bars = /** @type {SVGAElement[]} */ ([...document.querySelectorAll(".timeline a[data-from]")]);
    this.rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("tr[data-code]")]);
    for (const bar of this.bars) this.watch(bar, () => this.onDays(bar.dataset.from ?? "", bar.dataset.to ?? ""));
    for (const row of this.rows) this.watch(row, () => this.onCode(row.dataset.code ?? ""));
  }

  /** @param {Element} element @param {() => number[]} find */
  watch(element, find) {
    for (const name of ["pointerenter", "focusin"]) element.addEventListener(name, () => this.light(find()));
    for (const name of ["pointerleave", "focusout"]) element.addEventListener(name, () => this.light([]));
  }

  /** Places with an incident that begins in these days. @param {string} from @param {string} to */
  onDays(from, to) {
    return this.places.flatMap((place, at) => (place.days.some((day) => from <= day && day <= to) ? [at] : []));
  }

  /** @param {string} code */
  onCode(code) {
    return this.places.flatMap((place, at) => (place.told.some((told) => told.code === code) ? [at] : []));
  }

  /** @param {number[]} wanted numbers of places */
  light(wanted) {
    const one = ["in", ["get", "at"], ["literal", wanted]];
    this.map.setFilter("lit", ["all", ["==", ["get", "part"], "ground"], one]);
    this.map.setFilter("lit-hollow", ["all", hollowFilter(this.map.getZoom()), one]);
  }

  /** @param {PlaceOnMap | null} place */
  show(place) {
    const days = place?.days ?? [];
    const codes = new Set(place?.told.map((told) => told.code));
    for (const bar of this.bars) bar.classList.toggle("lit", days.some((day) => (bar.dataset.from ?? "") <= day && day <= (bar.dataset.to ?? "")));
    for (const row of this.rows) row.classList.toggle("lit", codes.has(row.dataset.code ?? ""));
  }
}

/** The box that holds all places narrower than an area, else all. @param {PlaceOnMap[]} places @returns {[number, number, number, number] | null} */
const frame = (places) => {
  const narrow = places.filter((place) => !place.area);
  const held = narrow.length ? narrow : places;
  if (!held.length) return null;
  const reach = held.map((place) => {
    const high = Math.max(place.radius_m, 2000) / 111320;
    return { place, high, wide: high / Math.max(0.05, Math.cos((place.lat * Math.PI) / 180)) };
  });
  return [
    Math.min(...reach.map((r) => r.place.lon - r.wide)), Math.max(-85, Math.min(...reach.map((r) => r.place.lat - r.high))),
    Math.max(...reach.map((r) => r.place.lon + r.wide)), Math.min(85, Math.max(...reach.map((r) => r.place.lat + r.high))),
  ];
};

/** Both boxes, where there are two. @param {number[]} one @param {number[] | null} other */
const around = (one, other) => (other ? [0, 1, 2, 3].map((i) => Math[i < 2 ? "min" : "max"](one[i], other[i])) : one);

const empty = { type: "FeatureCollection", features: [] };

/** @param {HTMLElement} host the figure @param {HTMLElement} ground the element that holds the plain drawing */
const draw = async (host, ground) => {
  const own = host.dataset.basemap ?? "";
  // all that is needed is on its way while the browser starts its drawing
  const library = import("./vendor/maplibre-gl.mjs").then((gl) => { gl.prewarm(); return gl; });
  const coming = Promise.all([library, ask(host.dataset.map ?? ""), baseSources(own)]);
  coming.catch(() => undefined); // said below, where it is waited for
  await library.catch(() => undefined); // its worker starts beside the test
  if (!hasWebGL()) return say("This browser draws no WebGL, so the plain map is shown.");
  const [gl, held, base] = await coming;
  /** @type {PlaceOnMap[]} */
  const places = held.places;
  const given = (host.dataset.box ?? "").split(",").map(Number);
  const box = given.length === 4 ? around(given, frame(places)) : frame(places);
  if (!box) return undefined;
  if (base.protocol) gl.addProtocol("pmtiles", base.protocol);
  // names are drawn after the first picture: to set them takes about as long as all the rest
  const named = (/** @type {any} */ layer) => layer.type === "symbol";
  const style = (/** @type {boolean} */ whole) => {
    const ink = palette();
    const layers = [...baseLayers(base, ink), ...placeLayers(ink)];
    return {
      version: 8,
      sources: { ...base.sources, zones: { type: "geojson", data: empty }, labels: { type: "geojson", data: empty }, places: { type: "geojson", data: placeFeatures(places) } },
      layers: whole ? layers : layers.filter((layer) => !named(layer)),
    };
  };
  const kept = /^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(location.hash)?.slice(1).map(Number);
  const start = kept ? { zoom: kept[0], center: [kept[2], kept[1]] } : { bounds: box, fitBoundsOptions: { padding: 30, maxZoom: 11 } };
  // the plain drawing stays in sight until the map has painted all of its own
  const live = document.createElement("div");
  live.className = "map-live";
  ground.append(live);
  ground.classList.add("starting");
  const giveUp = (/** @type {string} */ why) => {
    live.remove();
    ground.classList.remove("starting");
    return say(`The map could not be drawn here (${why}); the plain one is shown.`);
  };
  /** @type {any} */
  let map;
  try {
    map = new gl.Map({
      container: live, style: style(false), ...start,
      maxZoom: 15, dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0, cooperativeGestures: true, trackResize: false,
      attributionControl: { compact: false, customAttribution: base.credit + (host.dataset.labels ? "; names: GeoNames (CC BY 4.0) and others" : "") },
    });
  } catch (error) {
    return giveUp(String(error instanceof Error ? error.message : error));
  }
  /** @type {any} */ (host).map = map; // for the browser's console and the tests
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new gl.ScaleControl({ maxWidth: 120 }), "top-left");
  map.getCanvas().setAttribute("aria-label", "Map. Arrow keys move it, plus and minus change the scale. The table below holds the same.");

  // paper shows what the screen showed: drawn anew at its size, the map would lack its names
  new ResizeObserver(() => { if (!matchMedia("print").matches) map.resize(); }).observe(live);

  const links = new Links(map, places);
  const query = location.search;
  map.on("click", (/** @type {any} */ event) => {
    const hit = map.queryRenderedFeatures(event.point, { layers: ["hollow", "places-line", "areas-line", "places", "place-names"] });
    const numbers = [...new Set(hit.map((/** @type {any} */ f) => f.properties.at))];
    const chosen = numbers.map((at) => places[at]).sort((a, b) => a.radius_m - b.radius_m)[0];
    if (chosen) choose(chosen).catch((error) => say(String(error)));
  });
  const choose = async (/** @type {PlaceOnMap} */ chosen) => {
    if (!chosen.told.length) { // of many incidents only the counts came
      const at = `at=${chosen.lat},${chosen.lon},${chosen.radius_m}`;
      chosen.told = await ask(`/map/told.json${query ? `${query}&` : "?"}${at}`);
    }
    links.show(chosen);
    const popup = new gl.Popup({ maxWidth: "20rem" }).setLngLat([chosen.lon, chosen.lat]).setDOMContent(card(chosen, query)).addTo(map);
    popup.on("close", () => links.show(null));
  };
  const fitRings = () => map.setFilter("hollow", hollowFilter(map.getZoom()));
  const label = async () => {
    if (!host.dataset.labels || (own && base.hasLabels)) return;
    const seen = map.getBounds();
    const side = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
    const found = await ask(`${host.dataset.labels}?box=${side.map((x, i) => Math.max(i % 2 ? -90 : -180, Math.min(i % 2 ? 90 : 180, x)).toFixed(4)).join(",")}`);
    map.getSource("labels")?.setData({ type: "FeatureCollection", features: found.map((/** @type {any} */ p) => ({ type: "Feature", properties: p, geometry: { type: "Point", coordinates: [p.lon, p.lat] } })) });
  };
  const zone = async () => {
    if (!host.dataset.zones) return;
    const found = await ask(host.dataset.zones);
    map.getSource("zones")?.setData(found);
  };
  const settle = () => { fitRings(); label().catch((error) => say(String(error))); };
  map.on("moveend", settle);
  map.on("moveend", (/** @type {any} */ event) => { // whoever moved it can send what is seen
    if (!event.originalEvent) return;
    const { lng, lat } = map.getCenter();
    history.replaceState(history.state, "", `#map=${map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
  });
  map.on("zoom", fitRings);
  map.once("load", () => {
    ground.replaceChildren(live);
    ground.classList.replace("starting", "live");
    performance.mark("map-painted");
    const whole = style(true).layers; // each name where it belongs among the other layers
    whole.forEach((layer, n) => { if (named(layer)) map.addLayer(layer, whole.slice(n + 1).find((next) => map.getLayer(next.id))?.id); });
    settle();
    zone().catch((error) => say(String(error)));
    host.dataset.ready = "yes";
    loadDetail(map, base, () => palette()).catch((error) => say(`The finer base map did not load: ${error}`));
  });
  map.on("idle", () => {
    host.querySelector(".disputed")?.replaceChildren(...disputedKinds(map).map(([name, dashes]) => sample(name, dashes)));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    map.setStyle(style(true));
    map.once("styledata", () => { settle(); zone(); loadDetail(map, base, () => palette()); });
  });
  return undefined;
};

if (figure) {
  const ground = /** @type {HTMLElement} */ (figure.querySelector(".map-ground"));
  draw(figure, ground).catch((error) => say(`The map did not load (${error.message}); the plain one is shown.`));
}
