; What stands where in C++. The captures are explained in captures.py.

[(string_literal) (raw_string_literal)] @string
(preproc_arg) @string
(concatenated_string) @concat
(binary_expression) @concat

(field_declaration declarator: (_) @assign.name default_value: (_) @assign.value)
(optional_parameter_declaration declarator: (_) @assign.name default_value: (_) @assign.value)
(field_initializer . (_) @assign.name [(argument_list (_) @assign.value) (initializer_list (_) @assign.value)])
(preproc_def name: (_) @assign.name value: (_) @assign.value)
(init_declarator declarator: (_) @assign.name value: (_) @assign.value)
(assignment_expression left: (_) @assign.name right: (_) @assign.value)
(binary_expression left: (_) @assign.name operator: ["==" "!="] right: (string_literal) @assign.value)
(initializer_pair designator: (_) @pair.key value: (_) @pair.value)

(init_declarator declarator: (array_declarator) value: (initializer_list) @collection)
(init_declarator declarator: (pointer_declarator) value: (initializer_list) @collection)
(initializer_list (initializer_list) @collection)
(initializer_pair value: (initializer_list) @collection)
(declaration
  type: (_) @composite.type
  declarator: (init_declarator declarator: (identifier) value: (initializer_list) @composite.body))
(declaration type: (_) @composite.type declarator: (init_declarator value: (argument_list) @composite.body))
(new_expression arguments: (argument_list) @call.arguments) @call
(compound_literal_expression type: (_) @composite.type value: (initializer_list) @composite.body)
(subscript_expression indices: (subscript_argument_list) @key)
(preproc_include path: (_) @key)

(call_expression arguments: (argument_list) @call.arguments) @call

(function_definition declarator: (function_declarator declarator: (_) @scope.name)) @scope
[
  (class_specifier)
  (struct_specifier)
  (namespace_definition)
  (lambda_expression)
] @scope
(parameter_list) @parameters
