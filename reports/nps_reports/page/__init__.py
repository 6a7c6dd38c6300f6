"""The parts of the HTML page. Everything that comes from a run is escaped by `markup`."""
