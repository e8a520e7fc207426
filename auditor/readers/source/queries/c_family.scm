; What C and C++ share. The captures are explained in captures.py.

(string_literal) @string
(preproc_arg) @string
(concatenated_string) @concat

(preproc_def) @assign.name.value
(init_declarator) @assign.declarator.value
(assignment_expression) @assign.left.right
(binary_expression) @compare.left.right
(initializer_pair) @pair.designator.value

(init_declarator declarator: (array_declarator) value: (initializer_list) @collection)
(init_declarator declarator: (pointer_declarator) value: (initializer_list) @collection)
(initializer_list (initializer_list) @collection)
(initializer_pair value: (initializer_list) @collection)
(init_declarator) @composite.declared.value
(compound_literal_expression) @composite.type.value
(preproc_include) @key.path

(call_expression) @call.in.arguments

(function_definition) @scope
