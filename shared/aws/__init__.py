"""The only package that knows boto3. Everything above speaks in domain terms."""
