; What stands where in Ruby. The captures are explained in captures.py.

(string) @string
(heredoc_body (heredoc_content) @string.raw)
(interpolation) @hole
[(chained_string) (binary)] @concat

(assignment) @assign.left.right
(binary) @compare.left.right
(assignment left: (left_assignment_list) @assign.names right: (right_assignment_list) @assign.values)
(operator_assignment) @assign.left.right
(optional_parameter) @assign.name.value
(keyword_parameter) @assign.name.value

; ENV.fetch("NAME") { "default" }, let(:name) { "value" }
(call arguments: (argument_list . [(string) (simple_symbol)] @assign.name .) block: (_) @assign.value)

; api_secret { "…" }, as factories have it
(call !receiver !arguments method: (identifier) @assign.name block: (block) @assign.value)

(hash (pair) @pair.key.value)
[(hash) (array)] @collection
(element_reference) @key.last

(call) @call.in.arguments
(argument_list (pair) @keyword.key.value)

[
  (class)
  (module)
  (method)
  (singleton_method)
  (block)
  (do_block)
  (lambda)
] @scope
(method_parameters) @parameters
