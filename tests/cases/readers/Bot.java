class Bot {
    private static final String API_SECRET = "{{ a.secret }}";

    void run() {
        new BackpackClient("{{ b.key }}", "{{ b.secret }}");
        headers.put("apiKey", "{{ c.key }}");
        String joined = "{{ c.secret | first }}" + "{{ c.secret | second }}";
    }
}
