; What stands where in C++. The captures are explained in captures.py.

[(string_literal) (raw_string_literal)] @string
(preproc_arg) @string
(concatenated_string) @concat
(binary_expression) @concat

(field_declaration) @assign.declarator.default_value
(optional_parameter_declaration) @assign.declarator.default_value
(field_initializer . (_) @assign.name [(argument_list (_) @assign.value) (initializer_list (_) @assign.value)])
(preproc_def) @assign.name.value
(init_declarator) @assign.declarator.value
(assignment_expression) @assign.left.right
(binary_expression) @compare.left.right
(initializer_pair) @pair.designator.value

(init_declarator declarator: (array_declarator) value: (initializer_list) @collection)
(init_declarator declarator: (pointer_declarator) value: (initializer_list) @collection)
(initializer_list (initializer_list) @collection)
(initializer_pair value: (initializer_list) @collection)
(declaration
  type: (_) @composite.type
  declarator: (init_declarator declarator: (identifier) value: (initializer_list) @composite.body))
(declaration type: (_) @composite.type declarator: (init_declarator value: (argument_list) @composite.body))
(new_expression) @call.in.arguments
(compound_literal_expression type: (_) @composite.type value: (initializer_list) @composite.body)
(subscript_expression) @key.indices
(preproc_include) @key.path

(call_expression) @call.in.arguments

(function_definition declarator: (function_declarator declarator: (_) @scope.name)) @scope
[
  (class_specifier)
  (struct_specifier)
  (namespace_definition)
  (lambda_expression)
] @scope
(parameter_list) @parameters
