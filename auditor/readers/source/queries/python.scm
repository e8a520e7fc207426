; What stands where in Python. The captures are explained in captures.py.

(string) @string
(string (interpolation) @hole)
(concatenated_string) @concat
(binary_operator) @concat

; "".join(["a", "b"])
(call
  function: (attribute object: (string) attribute: (identifier) @_join)
  arguments: (argument_list [(list) (tuple)] @concat.list)
  (#eq? @_join "join"))

(assignment left: [(identifier) (attribute) (subscript)] @assign.name right: (_) @assign.value)
(assignment left: [(identifier) (attribute) (subscript)] right: (expression_list) @collection)
(assignment left: (pattern_list) @assign.names right: (expression_list) @assign.values)
(augmented_assignment left: (_) @assign.name right: (_) @assign.value)
(named_expression name: (_) @assign.name value: (_) @assign.value)
(default_parameter name: (_) @assign.name value: (_) @assign.value)
(typed_default_parameter name: (_) @assign.name value: (_) @assign.value)
(comparison_operator . (_) @assign.name (string) @assign.value .)

(pair key: (_) @pair.key value: (_) @pair.value)
[(dictionary) (list) (set) (tuple)] @collection
(subscript subscript: (_) @key)

(call arguments: (argument_list) @call.arguments) @call
(keyword_argument name: (_) @keyword.name value: (_) @keyword.value)

[
  (class_definition)
  (function_definition)
  (lambda)
] @scope
(parameters) @parameters
