; What stands where in Kotlin. The captures are explained in captures.py.

[(string_literal) (multiline_string_literal)] @string
(interpolation) @hole
(binary_expression) @concat

(property_declaration (variable_declaration . (identifier) @assign.name) "=" . (_) @assign.value)
(property_declaration (variable_declaration . (identifier) @assign.name) (getter) @assign.value)
(property_declaration (variable_declaration . (identifier) @assign.name) (property_delegate (_) @assign.value))
(assignment) @assign.left.right
(class_parameter (identifier) @assign.name "=" . (_) @assign.value)
(function_value_parameters (parameter . (identifier) @assign.name) . "=" . (_) @assign.value)
(binary_expression) @compare.left.right

(infix_expression (_) @pair.key . (identifier) @_to . (_) @pair.value (#eq? @_to "to"))
(collection_literal) @collection
(index_expression) @key.last

(call_expression (value_arguments) @call.arguments) @call
; single(named("apiSecret")) { "…" }
(call_expression
  (call_expression
    (value_arguments
      (value_argument (call_expression (value_arguments . (value_argument (string_literal) @assign.name) .)) .) .))
  (annotated_lambda (lambda_literal) @assign.value))
(call_expression
  (call_expression (value_arguments (value_argument (string_literal) @assign.name .) .))
  (annotated_lambda (lambda_literal) @assign.value))
(constructor_invocation (value_arguments) @call.arguments) @call
(value_argument (identifier) @keyword.name . "=" . (_) @keyword.value)

[
  (class_declaration)
  (object_declaration)
  (function_declaration)
  (lambda_literal)
] @scope
[(function_value_parameters) (class_parameters)] @parameters
