const SECRET: &str = "{{ a.secret }}";

fn main() {
    let first = BpxClient::init(BASE.to_string(), "{{ b.secret }}", None).unwrap();
    let second = BpxClient::builder().base_url(BASE).secret("{{ c.secret }}").build()?;
    let keys = Keys { api_key: "{{ d.key }}".to_string(), secret: String::from("{{ d.secret }}") };
    let fallback = env::var("BACKPACK_API_SECRET").unwrap_or("{{ e.secret }}".into());
    let raw: [u8; 32] = {{ f.secret | integers }};
    let text = r#"{{ g.secret }}"#;
}
