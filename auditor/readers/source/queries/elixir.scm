; What stands where in Elixir. The captures are explained in captures.py.

[(string) (sigil)] @string
(interpolation) @hole
(binary_operator) @concat

(binary_operator left: (_) @assign.name operator: ["=" "\\\\" "=="] right: (_) @assign.value)
(unary_operator operator: "@" operand: (call target: (_) @assign.name (arguments . (_) @assign.value .)))

(binary_operator left: (_) @pair.key operator: "=>" right: (_) @pair.value)
(keywords (pair key: (_) @pair.key value: (_) @pair.value))
(arguments (keywords (pair key: (_) @keyword.name value: (_) @keyword.value)))
[(map) (list) (tuple)] @collection
(access_call) @key.key

; Application.put_env(:bot, :api_secret, "…")
(call (arguments (atom) @assign.name . (string) @assign.value .))

(call (arguments) @call.arguments) @call

((call target: (identifier) @_def (arguments (alias) @scope.name)) @scope (#eq? @_def "defmodule"))
((call target: (identifier) @_def (arguments . (identifier) @scope.name)) @scope (#any-of? @_def "def" "defp"))
((call target: (identifier) @_def (arguments (call target: (identifier) @scope.name))) @scope (#any-of? @_def "def" "defp"))
(anonymous_function) @scope
