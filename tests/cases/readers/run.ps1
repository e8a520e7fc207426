$env:BACKPACK_API_KEY = "{{ a.key }}"
[Environment]::SetEnvironmentVariable("BACKPACK_API_SECRET", "{{ a.secret }}", "User")
setx BPX_SECRET "{{ b.secret }}"
$config = @{ ApiKey = '{{ c.key }}'; Secret = '{{ c.secret }}' }
