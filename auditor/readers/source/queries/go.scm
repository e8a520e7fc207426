; What stands where in Go. The captures are explained in captures.py.

[(interpreted_string_literal) (raw_string_literal)] @string
(binary_expression) @concat

(const_spec name: (_) @assign.name value: (expression_list . (_) @assign.value .))
(var_spec name: (_) @assign.name value: (expression_list . (_) @assign.value .))
; a, b = "…", "…"
(const_spec . (_) @assign.name . (_) @_other value: (expression_list . (_) @assign.value . (_) .))
(const_spec . (_) . (_) @assign.name value: (expression_list . (_) . (_) @assign.value .))
(var_spec . (_) @assign.name . (_) @_other value: (expression_list . (_) @assign.value . (_) .))
(var_spec . (_) . (_) @assign.name value: (expression_list . (_) . (_) @assign.value .))
(short_var_declaration left: (expression_list . (_) @assign.name) right: (expression_list . (_) @assign.value .))
(assignment_statement left: (expression_list . (_) @assign.name) right: (expression_list . (_) @assign.value .))
(short_var_declaration left: (expression_list) @assign.names right: (expression_list) @assign.values)
(assignment_statement left: (expression_list) @assign.names right: (expression_list) @assign.values)
(binary_expression) @compare.left.right

(keyed_element . (_) @pair.key (_) @pair.value)
(composite_literal type: (slice_type) body: (literal_value) @collection)
(composite_literal type: (array_type) body: (literal_value) @collection)
(composite_literal type: (implicit_length_array_type) body: (literal_value) @collection)
(composite_literal type: (map_type) body: (literal_value) @collection)
(composite_literal type: [(type_identifier) (qualified_type) (generic_type)] @composite.type body: (literal_value) @composite.body)
(literal_element (literal_value) @collection)
(index_expression) @key.index
(import_spec) @key.path
((field_declaration tag: (_) @key) (#not-match? @key "[dD]efault"))
((field_declaration name: (_) @assign.name tag: (_) @assign.value) (#match? @assign.value "[dD]efault"))

(call_expression) @call.in.arguments
(type_conversion_expression operand: (_) @call.arguments) @call
[
  (function_declaration)
  (method_declaration)
  (func_literal)
] @scope
