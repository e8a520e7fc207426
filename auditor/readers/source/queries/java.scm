; What stands where in Java. The captures are explained in captures.py.

(string_literal) @string
(binary_expression) @concat

(variable_declarator) @assign.name.value
(assignment_expression) @assign.left.right
(binary_expression) @compare.left.right
(element_value_pair) @keyword.key.value
(annotation_type_element_declaration) @assign.name.value
(field_declaration (modifiers (annotation) @assign.value) declarator: (variable_declarator name: (_) @assign.name))

[(array_initializer) (element_value_array_initializer)] @collection

(method_invocation) @call.in.arguments
(object_creation_expression) @call.in.arguments
(explicit_constructor_invocation) @call.in.arguments
(annotation) @call.in.arguments
(enum_constant) @call.in.arguments
[
  (class_declaration)
  (interface_declaration)
  (enum_declaration)
  (record_declaration)
  (method_declaration)
  (constructor_declaration)
  (lambda_expression)
] @scope
