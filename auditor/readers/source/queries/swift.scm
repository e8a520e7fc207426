; What stands where in Swift. The captures are explained in captures.py.

[(line_string_literal) (multi_line_string_literal) (raw_string_literal)] @string
[(interpolated_expression) (raw_str_interpolation)] @hole
(additive_expression) @concat

(property_declaration) @assign.name.value
(property_declaration) @assign.name.computed_value
(assignment) @assign.target.result
(_ (parameter name: (simple_identifier) @assign.name) . default_value: (line_string_literal) @assign.value)

(dictionary_literal) @pair.key.value
[(dictionary_literal) (array_literal) (tuple_expression)] @collection

(call_expression (call_suffix (value_arguments) @call.arguments)) @call
(constructor_expression (constructor_suffix (value_arguments) @call.arguments)) @call
(value_argument) @keyword.name.value

[(class_declaration) (function_declaration) (init_declaration) (lambda_literal)] @scope
