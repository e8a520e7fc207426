val client = Client(apiKey = "{{ a.key }}", secret = """{{ a.secret }}""")
