; What C++ has on top of c_family.scm.

(raw_string_literal) @string
(binary_expression) @concat

(field_declaration) @assign.declarator.default_value
(optional_parameter_declaration) @assign.declarator.default_value
(field_initializer . (_) @assign.name [(argument_list (_) @assign.value) (initializer_list (_) @assign.value)])

(new_expression) @call.in.arguments
(subscript_expression) @key.indices

[
  (class_specifier)
  (struct_specifier)
  (namespace_definition)
  (lambda_expression)
] @scope
(parameter_list) @parameters
