; What stands where in Lua. The captures are explained in captures.py.

(string) @string
(binary_expression) @concat

(assignment_statement (variable_list . (_) @assign.name .) (expression_list . (_) @assign.value .))
(assignment_statement (variable_list) @assign.names (expression_list) @assign.values)
(binary_expression left: (_) @assign.name "==" right: (string) @assign.value)

(field) @pair.name.value
(table_constructor) @collection
(bracket_index_expression) @key.field

(function_call) @call.in.arguments
[
  (function_declaration)
  (function_definition)
] @scope
