; Elements in JavaScript and TSX: <Client apiKey="…" secret={"…"} />. The captures are explained in captures.py.

(jsx_attribute (_) @pair.key (_) @pair.value)
(jsx_self_closing_element name: (_) @composite.type) @composite.body
(jsx_opening_element name: (_) @composite.type) @composite.body
