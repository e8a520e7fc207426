local config = {apiKey = "{{ a.key }}", ["secret"] = [[{{ a.secret }}]]}
