// apiKey: "{{ old.key }}"
const client = new BackpackClient(
  "{{ a.secret }}",
  "{{ a.key }}"
);
export const config: Config = { exchange: { apiKey: `{{ b.key }}`, "secret": '{{ b.secret }}' }, list: ["{{ c.key }}"] };
const secret = process.env.BACKPACK_SECRET || "{{ c.secret }}";
const apiSecret: string = "{{ d.secret }}";
const pair = Keypair.fromSecretKey(new Uint8Array({{ e.wallet | integers }}));
const buffer = Buffer.from("{{ f.secret }}", "base64");
process.env.BPX_SECRET = '{{ g.secret }}';
headers.append("X-API-Key", "{{ g.key }}");
class Bot {
  private readonly apiSecret: string = "{{ h.secret }}";
  constructor(key = "{{ h.key }}") { this.key = key; }
}
const element = <Client apiKey="{{ i.key }}" />;
const env = [{ name: "BACKPACK_API_SECRET", value: "{{ j.secret }}" }];
const parsed = JSON.parse('{"apiKey": "{{ k.key }}"}');
const message = `${BASE}/?secret={{ l.secret }}`;
