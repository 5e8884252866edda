// The map library is taken as it comes: its own types are not fetched.
declare module "*/maplibre-gl.mjs";
