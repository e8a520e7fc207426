; What JavaScript and TypeScript share. The captures are explained in captures.py.

[(string) (template_string)] @string
(template_string (template_substitution) @hole)
(binary_expression) @concat

; ["a", "b"].join("")
(member_expression) @join.property.object

(variable_declarator) @assign.name.value
(variable_declarator name: (array_pattern) @assign.names value: (array) @assign.values)
(assignment_expression) @assign.left.right
(augmented_assignment_expression) @assign.left.right
(assignment_pattern) @assign.left.right
(object_assignment_pattern) @assign.left.right
(binary_expression) @compare.left.right

(pair) @pair.key.value
[(object) (array)] @collection
(subscript_expression) @key.index
(import_statement) @key.source

(call_expression) @call.in.arguments
(new_expression) @call.in.arguments

[
  (class_declaration)
  (function_declaration)
  (generator_function_declaration)
  (method_definition)
  (arrow_function)
  (function_expression)
  (class)
] @scope
(formal_parameters) @parameters
