"""The one package that goes online: what is asked of the exchange, how, and what an answer proves."""
