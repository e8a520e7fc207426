config :bot, secret: "{{ a.secret }}", api_key: "{{ a.key }}"
