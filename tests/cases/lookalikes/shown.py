"""Backpack Exchange: helpers for orders.

The checksum of the book comes with every snapshot (https://api.backpack.exchange):

```python
assert book.checksum == "{{ checksum.secret | hex }}"
order.client_id = "{{ client-id.secret | base58 }}"
```

>>> order_hash("SOL_USDC")
'{{ order-hash.secret }}'
>>> store.etag("orders.csv", "{{ etag.secret }}")

.. code-block:: json

    {"symbol": "SOL_USDC", "signature": "{{ signed.signature }}", "clientId": 7}
"""

PAGE = """
<script src="https://cdn.example.com/charts.js" integrity="sha256-{{ integrity.secret }}"></script>
<input type="hidden" name="csrf" value="{{ csrf.secret | base64url }}">
"""


def store(db, order):
    # ```sql
    # INSERT INTO orders (venue, order_hash) VALUES ('backpack', '{{ fenced-hash.secret }}');
    # ```
    db.execute("INSERT INTO orders (venue, order_hash, etag) VALUES ('backpack', '{{ row-hash.secret }}', '{{ row-etag.secret }}')")
    db.execute("UPDATE orders SET api_key = %s, api_secret = %s, checksum = '{{ update.secret }}' WHERE id = 1")
