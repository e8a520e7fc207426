<?php
$secret = '{{ a.secret }}';
define("API_KEY", "{{ a.key }}");
$config = ["secret" => "{{ b.secret }}", 'apiKey' => "{{ b.key }}"];
$client = new Client("{{ c.key }}", "{{ c.secret }}");
