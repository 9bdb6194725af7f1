"""Compiles ``spec/`` into the typed modules of ``jambonz_proto``; see ``python -m codegen --help``."""
