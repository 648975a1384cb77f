"""Stages and file formats: the files of local Snowflake, on disk and over the drivers' transfer protocols."""
