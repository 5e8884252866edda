-- Incidents without ground may lie anywhere, so every search by place needs the next few of them.
CREATE INDEX incidents_without_ground ON incidents (position) WHERE west IS NULL;
