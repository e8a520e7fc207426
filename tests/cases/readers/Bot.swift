let client = Client(apiKey: "{{ a.key }}", secret: "{{ a.secret }}")
let headers = ["X-API-Key": "{{ b.key }}"]
