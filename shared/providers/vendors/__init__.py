"""One module per vendor; each exports its adapter as `ADAPTER`."""
