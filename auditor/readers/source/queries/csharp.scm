; What stands where in C#. The captures are explained in captures.py.

[(string_literal) (verbatim_string_literal) (raw_string_literal) (interpolated_string_expression)] @string
(interpolation) @hole
(binary_expression) @concat

(variable_declarator name: (_) @assign.name "=" . (_) @assign.value)
(property_declaration) @assign.name.value
(property_declaration) @assign.name.accessors
(property_declaration (attribute_list) @assign.value name: (_) @assign.name)
(parameter name: (_) @assign.name "=" . (_) @assign.value)
(assignment_expression) @assign.left.right
(binary_expression) @compare.left.right

(object_creation_expression type: (_) @composite.type initializer: (initializer_expression) @composite.body)
(initializer_expression (initializer_expression) @collection)
(variable_declarator (initializer_expression) @collection)
(array_creation_expression (initializer_expression) @collection)
(implicit_array_creation_expression (initializer_expression) @collection)
(implicit_object_creation_expression (initializer_expression) @collection)
[(collection_expression) (tuple_expression) (anonymous_object_creation_expression)] @collection
(with_expression . (_) @composite.type) @composite.body
(with_initializer . (_) @pair.key . (_) @pair.value)
(element_access_expression) @key.subscript

(invocation_expression) @call.in.arguments
(object_creation_expression) @call.in.arguments
(variable_declaration
  type: (_) @composite.type
  (variable_declarator (implicit_object_creation_expression (argument_list) @composite.body)))
(constructor_initializer (argument_list) @call.arguments) @call
(attribute (attribute_argument_list) @call.arguments) @call
(argument name: (_) @keyword.name . (_) @keyword.value)
(attribute_argument name: (_) @keyword.name . (_) @keyword.value)

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
