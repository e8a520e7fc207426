var client = new Client { ApiKey = "{{ a.key }}", Secret = @"{{ a.secret }}" };
Environment.SetEnvironmentVariable("BPX_SECRET", "{{ b.secret }}");
