; What stands where in Lua. The captures are explained in captures.py.

(string) @string
(binary_expression) @concat

(assignment_statement (variable_list . (_) @assign.name .) (expression_list . (_) @assign.value .))
(assignment_statement (variable_list) @assign.names (expression_list) @assign.values)
(binary_expression left: (_) @assign.name "==" right: (string) @assign.value)

(field name: (_) @pair.key value: (_) @pair.value)
(table_constructor) @collection
(bracket_index_expression field: (_) @key)

(function_call arguments: (arguments) @call.arguments) @call
[
  (function_declaration)
  (function_definition)
] @scope
