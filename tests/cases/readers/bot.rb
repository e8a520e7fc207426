client = Client.new(api_key: "{{ a.key }}", :secret => "{{ a.secret }}")
ENV["BPX_SECRET"] = "{{ b.secret }}"
@key = '{{ c.key }}'
