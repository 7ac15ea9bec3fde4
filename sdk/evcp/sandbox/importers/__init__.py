"""Stations out of data files; what is wrong with a file is reported and never fatal.

`datafiles` tells which kind a file is: a table of the Alternative Fuels Data Center (`afdc`), locations of OCPI
(`ocpi`), or points of `geojson`.
"""
