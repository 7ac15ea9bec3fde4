"""Stations from data files: AFDC tables (`afdc`), OCPI locations, GeoJSON points. Bad rows are reported, never fatal.

`datafiles` recognizes the kind of a file by its content.
"""
