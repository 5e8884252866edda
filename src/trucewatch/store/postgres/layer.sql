-- Where the database has PostGIS: incidents as points, for QGIS and other map programs that read the database itself.
CREATE VIEW incident_points AS
  SELECT row_number() OVER (ORDER BY i.position, p.nth) AS id, i.code, i.data::json ->> 'title' AS title, i.happened,
    i.occurrence, i.attribution, i.firm = 1 AS firm, p.place ->> 'name' AS place, (p.place ->> 'radius_m')::float8 AS radius_m,
    ST_SetSRID(ST_MakePoint((p.place ->> 'lon')::float8, (p.place ->> 'lat')::float8), 4326)::geometry(Point, 4326) AS geom
  FROM incidents i CROSS JOIN LATERAL json_array_elements(i.data::json -> 'ground') WITH ORDINALITY AS p(place, nth)
  WHERE p.place ->> 'lat' IS NOT NULL;
