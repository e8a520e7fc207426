; What stands where in C#. The captures are explained in captures.py.

[(string_literal) (verbatim_string_literal) (raw_string_literal) (interpolated_string_expression)] @string
(interpolation) @hole
(binary_expression operator: "+") @concat

(variable_declarator name: (_) @assign.name "=" . (_) @assign.value)
(property_declaration name: (_) @assign.name value: (_) @assign.value)
(parameter name: (_) @assign.name "=" . (_) @assign.value)
(assignment_expression left: (_) @assign.name right: (_) @assign.value)
(binary_expression left: (_) @assign.name operator: ["==" "!="] right: (string_literal) @assign.value)

(object_creation_expression type: (_) @composite.type initializer: (initializer_expression) @composite.body)
(with_expression (_) @composite.type (with_initializer) @composite.body)
(initializer_expression (initializer_expression) @collection)
(variable_declarator (initializer_expression) @collection)
(array_creation_expression (initializer_expression) @collection)
(implicit_array_creation_expression (initializer_expression) @collection)
(implicit_object_creation_expression (initializer_expression) @collection)
[(collection_expression) (tuple_expression) (anonymous_object_creation_expression)] @collection
(element_access_expression subscript: (_) @key)

(invocation_expression arguments: (argument_list) @call.arguments) @call
(object_creation_expression arguments: (argument_list) @call.arguments) @call
(variable_declaration
  type: (_) @composite.type
  (variable_declarator (implicit_object_creation_expression (argument_list) @composite.body)))
(constructor_initializer (argument_list) @call.arguments) @call
(attribute (attribute_argument_list) @call.arguments) @call
(argument name: (_) @keyword.name . (_) @keyword.value)
(attribute_argument name: (_) @keyword.name . (_) @keyword.value)

(class_declaration name: (_) @scope.name) @scope
(struct_declaration name: (_) @scope.name) @scope
(record_declaration name: (_) @scope.name) @scope
(namespace_declaration name: (_) @scope.name) @scope
(method_declaration name: (_) @scope.name) @scope
(local_function_statement name: (_) @scope.name) @scope
[(constructor_declaration) (lambda_expression)] @scope
(parameter_list) @parameters
