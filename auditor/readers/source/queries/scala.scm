; What stands where in Scala. The captures are explained in captures.py.

[(string) (interpolated_string_expression)] @string
(interpolation) @hole
(infix_expression operator: (operator_identifier) @_plus (#eq? @_plus "+")) @concat

(val_definition) @assign.pattern.value
(var_definition) @assign.pattern.value
(val_definition pattern: (tuple_pattern) @assign.names value: (tuple_expression) @assign.values)
(var_definition pattern: (tuple_pattern) @assign.names value: (tuple_expression) @assign.values)
(assignment_expression) @assign.left.right
(parameter) @assign.name.default_value
(class_parameter) @assign.name.default_value
(infix_expression left: (_) @assign.name operator: (operator_identifier) @_is right: (string) @assign.value (#any-of? @_is "==" "!="))

(infix_expression left: (_) @pair.key operator: (operator_identifier) @_to right: (_) @pair.value (#eq? @_to "->"))
(tuple_expression) @collection

(call_expression) @call.in.arguments
(instance_expression) @call.in.arguments
(arguments (assignment_expression) @keyword.left.right)

[
  (class_definition)
  (object_definition)
  (trait_definition)
  (function_definition)
  (lambda_expression)
] @scope
[(parameters) (class_parameters)] @parameters
