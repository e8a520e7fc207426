; What stands where in C#. The captures are explained in captures.py.

[(string_literal) (verbatim_string_literal) (raw_string_literal) (interpolated_string_expression)] @string
(interpolation) @hole
(binary_expression) @concat

(variable_declarator) @assign.name.last
(property_declaration) @assign.name.value
(property_declaration) @assign.name.accessors
(property_declaration) @assign.name.attribute_list
(parameter) @assign.name.last
(assignment_expression) @assign.left.right
(binary_expression) @compare.left.right

(object_creation_expression) @composite.type.initializer
(initializer_expression) @collection
[(collection_expression) (tuple_expression) (anonymous_object_creation_expression)] @collection
(with_expression) @composite.first.itself
(with_initializer) @pair.first.last
(element_access_expression) @key.subscript

(invocation_expression) @call.in.arguments
(object_creation_expression) @call.in.arguments
(implicit_object_creation_expression) @composite.declared.argument_list
(constructor_initializer) @call.in.argument_list
(attribute) @call.in.attribute_argument_list
(argument) @keyword.name.last
(attribute_argument) @keyword.name.last

[
  (class_declaration)
  (struct_declaration)
  (record_declaration)
  (namespace_declaration)
  (method_declaration)
  (local_function_statement)
  (constructor_declaration)
  (lambda_expression)
] @scope
(parameter_list) @parameters
