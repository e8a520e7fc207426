; What stands where in Java. The captures are explained in captures.py.

(string_literal) @string
(binary_expression) @concat

(variable_declarator name: (_) @assign.name value: (_) @assign.value)
(assignment_expression left: (_) @assign.name right: (_) @assign.value)
(binary_expression left: (_) @assign.name operator: ["==" "!="] right: (string_literal) @assign.value)
(element_value_pair key: (_) @keyword.name value: (_) @keyword.value)
(annotation_type_element_declaration name: (_) @assign.name value: (_) @assign.value)

[(array_initializer) (element_value_array_initializer)] @collection

(method_invocation arguments: (argument_list) @call.arguments) @call
(object_creation_expression arguments: (argument_list) @call.arguments) @call
(explicit_constructor_invocation arguments: (argument_list) @call.arguments) @call
(annotation arguments: (annotation_argument_list) @call.arguments) @call
(enum_constant arguments: (argument_list) @call.arguments) @call
[
  (class_declaration)
  (interface_declaration)
  (enum_declaration)
  (record_declaration)
  (method_declaration)
  (constructor_declaration)
  (lambda_expression)
] @scope
