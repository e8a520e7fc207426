; What stands where in JavaScript. The captures are explained in captures.py.

[(string) (template_string)] @string
(template_string (template_substitution) @hole)
(binary_expression) @concat

; ["a", "b"].join("")
(call_expression
  function: (member_expression object: (array) @concat.list property: (property_identifier) @_join)
  (#eq? @_join "join"))

(variable_declarator name: (_) @assign.name value: (_) @assign.value)
(assignment_expression left: (_) @assign.name right: (_) @assign.value)
(augmented_assignment_expression left: (_) @assign.name right: (_) @assign.value)
(assignment_pattern left: (_) @assign.name right: (_) @assign.value)
(object_assignment_pattern left: (_) @assign.name right: (_) @assign.value)
(field_definition property: (_) @assign.name value: (_) @assign.value)
(binary_expression left: (_) @assign.name operator: ["==" "===" "!=" "!=="] right: [(string) (template_string)] @assign.value)

(pair key: (_) @pair.key value: (_) @pair.value)
[(object) (array)] @collection
(subscript_expression index: (_) @key)
(import_statement source: (_) @key)

(call_expression arguments: (arguments) @call.arguments) @call
(new_expression arguments: (arguments) @call.arguments) @call

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
