"""The edge: CloudFront's stand-in on the laptop, one address in front of API, socket and media."""
