"""DjVu files, through the programs of DjVuLibre."""
