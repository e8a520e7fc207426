package main

const secret string = "{{ a.secret }}"

func main() {
	config := client.New(bpx.Config{APIKey: "{{ b.key }}", Secret: `{{ b.secret }}`})
	key, other := "{{ c.key }}", "{{ c.secret }}"
	NewClient("{{ d.key }}", "{{ d.secret }}")
	os.Setenv("BACKPACK_API_SECRET", "{{ e.secret }}")
	raw, _ := base64.StdEncoding.DecodeString("{{ e.key }}")
	account := Account{"{{ f.key }}", "{{ f.secret }}"}
}
