// Places as shapes: the outline that a gazetteer knows, else a circle of the place's own radius. Never a bare dot.
// @ts-check

/**
 * @typedef {{code: string, title: string, start: string | null, end: string | null}} Told
 * @typedef {{name: string, lat: number, lon: number, radius_m: number, area: boolean, firm: number, candidates: number,
 *   told: Told[], days: string[], ring: [number, number][]}} PlaceOnMap
 */

export const RING_PX = 6; // a ring smaller than this on the screen is drawn as a hollow mark of this size
const METRES_A_DEGREE = 111320;
const PX_A_METRE_AT_0 = 512 / 40075016.686; // at zoom 0, on the equator

/** Corners of a circle on the ground. @param {number} lon @param {number} lat @param {number} radius metres */
export const circle = (lon, lat, radius) => {
  const high = radius / METRES_A_DEGREE;
  const wide = high / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const corners = 64;
  return Array.from({ length: corners + 1 }, (_, i) => {
    const turn = (2 * Math.PI * (i % corners)) / corners;
    return [lon + wide * Math.cos(turn), Math.max(-89.9, Math.min(89.9, lat + high * Math.sin(turn)))];
  });
};

/** Two features a place: its ground, and a point that carries its name. @param {PlaceOnMap[]} places */
export const placeFeatures = (places) => ({
  type: "FeatureCollection",
  features: places.flatMap((place, at) => {
    const { name, lat, lon, radius_m: radius, area, firm, candidates, ring } = place;
    // its radius on the screen at zoom 0: doubled with every step
    const px0 = (radius * PX_A_METRE_AT_0) / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
    const properties = { at, name, area, firm, n: firm + candidates, px0 };
    const corners = ring.length ? ring : circle(lon, lat, radius);
    return [
      { type: "Feature", properties: { ...properties, part: "ground" }, geometry: { type: "Polygon", coordinates: [corners] } },
      { type: "Feature", properties: { ...properties, part: "name" }, geometry: { type: "Point", coordinates: [lon, lat] } },
    ];
  }),
});

/** Places whose ring is too small to be seen at this zoom. @param {number} zoom */
export const hollowFilter = (zoom) => ["all", ["==", ["get", "part"], "name"], ["<", ["get", "px0"], RING_PX / 2 ** zoom]];
