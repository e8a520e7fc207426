#!/bin/bash
# export OLD_SECRET={{ old.secret }}
export BACKPACK_API_KEY={{ a.key }} BACKPACK_API_SECRET="{{ a.secret }}"
docker run -e BPX_SECRET={{ b.secret }} bot
curl -H "X-API-Key: {{ b.key }}" "https://api.backpack.exchange/?signature=none"
bot --api-key {{ c.key }} --api-secret="{{ c.secret }}"
cat > .env <<EOF
SECRET={{ d.secret }}
EOF
