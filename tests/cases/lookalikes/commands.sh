#!/bin/bash
# Backpack Exchange: checks of a release (https://api.backpack.exchange)
python3 -c "import hashlib; assert digest('book.json') == '{{ cmd-digest.secret | hex }}'"
node -e 'console.log(verify("{{ cmd-etag.secret }}", "{{ cmd-nonce.secret }}"))'
bash -c "sha256sum -c <<< '{{ cmd-sum.secret | hex }}  backpack.tar.gz'"
psql -h db -c "INSERT INTO orders (venue, order_hash, etag) VALUES ('backpack', '{{ cmd-hash.secret }}', '{{ cmd-row.secret }}')"
python - "$BACKPACK_API_SECRET" <<'PY'
order.client_id = "{{ here-client.secret | base58 }}"
client = BackpackClient(os.environ["BACKPACK_API_KEY"], os.environ["BACKPACK_API_SECRET"])
store.etag("orders.csv", "{{ here-etag.secret }}")
PY
cat > integrity.json <<EOF
{"backpack": {"integrity": "sha256-{{ here-integrity.secret }}", "checksum": "{{ here-checksum.secret }}"}}
EOF
cat <<EOF | kubectl apply -f -
metadata:
  annotations:
    backpack.exchange/checksum: "{{ here-annotation.secret | hex }}"
data:
  BACKPACK_API_URL: https://api.backpack.exchange
EOF
grep -e '{{ grep.secret }}' backpack.log
