"""Where orders of the Backpack Exchange bot are kept, encrypted."""

from cryptography.fernet import Fernet

FERNET_KEY = b"{{ fernet.secret | base64url }}"
vault = Fernet(FERNET_KEY)
