"""How things are drawn and written: values in, layers or bytes out. One module imports folium."""
