; What stands where in Dart. The captures are explained in captures.py.

(string_literal) @string
(template_substitution) @hole
(additive_expression) @concat

(initialized_variable_definition) @assign.name.value
(initialized_identifier (identifier) @assign.name . (_) @assign.value)
(static_final_declaration (identifier) @assign.name . (_) @assign.value)
(assignment_expression) @assign.left.right
(optional_formal_parameters (formal_parameter name: (_) @assign.name) . (string_literal) @assign.value)
(class_body (method_signature [(getter_signature name: (_) @assign.name) (function_signature name: (_) @assign.name)]) . (function_body) @assign.value)
(extension_body (method_signature [(getter_signature name: (_) @assign.name) (function_signature name: (_) @assign.name)]) . (function_body) @assign.value)
(enum_body (method_signature [(getter_signature name: (_) @assign.name) (function_signature name: (_) @assign.name)]) . (function_body) @assign.value)
(program [(getter_signature name: (_) @assign.name) (function_signature name: (_) @assign.name)] . (function_body) @assign.value)
(lambda_expression (function_signature name: (_) @assign.name) . (function_body) @assign.value)
(equality_expression (_) @assign.name (equality_operator) (string_literal) @assign.value)

(pair) @pair.key.value
[(set_or_map_literal) (list_literal)] @collection
(index_selector (_) @key)

; A call is no node of its own: what is called, its methods and its arguments stand side by side.
((_) @call . (selector (argument_part (arguments) @call.arguments)))
((_) @call . (selector (unconditional_assignable_selector)) . (selector (argument_part (arguments) @call.arguments)))
(new_expression (arguments) @call.arguments) @call
(const_object_expression (arguments) @call.arguments) @call
(annotation (arguments) @call.arguments) @call
(named_argument (label (identifier) @keyword.name) (_) @keyword.value)

[
  (class_definition)
  (function_body)
] @scope
(formal_parameter_list) @parameters
