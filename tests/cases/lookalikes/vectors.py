"""Tests of the Backpack Exchange client with placeholders only."""

API_KEY = "b" * 43 + "="
API_SECRET = "your-secret-key-here"
CLIENT = BackpackClient(api_key="TEST_API_KEY", secret_key="<SECRET_KEY>")
DIGEST = "sha256:{{ digest.secret | hex }}"
COMMIT = "3f786850e387550fdab836ed7e6dc881de23001b"
