; What stands where in PHP. The captures are explained in captures.py.

[(string) (encapsed_string)] @string
(heredoc_body) @string.escaped
(nowdoc_body) @string.raw
(encapsed_string [(variable_name) (member_access_expression) (subscript_expression) (dynamic_variable_name)] @hole)
(heredoc_body [(variable_name) (member_access_expression) (subscript_expression) (dynamic_variable_name)] @hole)
(binary_expression) @concat

(assignment_expression left: (_) @assign.name right: (_) @assign.value)
(augmented_assignment_expression left: (_) @assign.name right: (_) @assign.value)
(property_element name: (_) @assign.name default_value: (_) @assign.value)
(const_element (name) @assign.name (_) @assign.value)
(simple_parameter name: (_) @assign.name default_value: (_) @assign.value)
(property_promotion_parameter name: (_) @assign.name default_value: (_) @assign.value)
(binary_expression left: (_) @assign.name operator: ["==" "===" "!=" "!=="] right: [(string) (encapsed_string)] @assign.value)

(array_element_initializer . (_) @pair.key . (_) @pair.value)
(array_creation_expression) @collection
(subscript_expression (_) (_) @key)

(function_call_expression arguments: (arguments) @call.arguments) @call
(object_creation_expression (arguments) @call.arguments) @call
(scoped_call_expression arguments: (arguments) @call.arguments) @call
(member_call_expression arguments: (arguments) @call.arguments) @call
(nullsafe_member_call_expression arguments: (arguments) @call.arguments) @call
(attribute parameters: (arguments) @call.arguments) @call
(argument name: (_) @keyword.name . (_) @keyword.value)

[
  (class_declaration)
  (trait_declaration)
  (function_definition)
  (method_declaration)
  (anonymous_function)
  (arrow_function)
] @scope
(formal_parameters) @parameters
