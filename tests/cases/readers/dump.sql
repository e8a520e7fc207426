CREATE TABLE account (id INT, api_key TEXT, `api_secret` TEXT);
INSERT INTO account VALUES (1,'{{ a.key }}','{{ a.secret }}'),
 (2,'{{ b.key }}','{{ b.secret }}');
INSERT INTO "bots" (name, backpack_private_key) VALUES ('it''s mine', '{{ c.secret }}');
COPY public.keys (id, api_key, api_secret) FROM stdin;
1	{{ d.key }}	{{ d.secret }}
\.
UPDATE bots SET api_secret = '{{ e.secret }}' WHERE id = 1;
