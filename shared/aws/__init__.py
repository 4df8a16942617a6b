"""AWS services behind domain terms. No other package of shared imports botocore."""
