"""Our spec and codec against the two validators that jambonz publishes on npm."""
