; What stands where in Ruby. The captures are explained in captures.py.

(string) @string
(heredoc_body (heredoc_content) @string.raw)
(interpolation) @hole
[(chained_string) (binary)] @concat

(assignment left: (_) @assign.name right: (_) @assign.value)
(assignment left: (left_assignment_list) @assign.names right: (right_assignment_list) @assign.values)
(operator_assignment left: (_) @assign.name right: (_) @assign.value)
(optional_parameter name: (_) @assign.name value: (_) @assign.value)
(keyword_parameter name: (_) @assign.name value: (_) @assign.value)

(hash (pair key: (_) @pair.key value: (_) @pair.value))
[(hash) (array)] @collection
(element_reference (_) (_) @key)

(call arguments: (argument_list) @call.arguments) @call
(argument_list (pair key: (_) @keyword.name value: (_) @keyword.value))

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
