; What stands where in PHP. The captures are explained in captures.py.

[(string) (encapsed_string)] @string
(heredoc_body) @string.escaped
(nowdoc_body) @string.raw
(encapsed_string [(variable_name) (member_access_expression) (subscript_expression) (dynamic_variable_name)] @hole)
(heredoc_body [(variable_name) (member_access_expression) (subscript_expression) (dynamic_variable_name)] @hole)
(binary_expression) @concat

(assignment_expression) @assign.left.right
(augmented_assignment_expression) @assign.left.right
(property_element) @assign.name.default_value
(const_element (name) @assign.name (_) @assign.value)
(simple_parameter) @assign.name.default_value
(property_promotion_parameter) @assign.name.default_value
(binary_expression) @compare.left.right

(array_element_initializer . (_) @pair.key . (_) @pair.value)
(array_creation_expression) @collection
(subscript_expression) @key.last

(function_call_expression) @call.in.arguments
(object_creation_expression (arguments) @call.arguments) @call
(scoped_call_expression) @call.in.arguments
(member_call_expression) @call.in.arguments
(nullsafe_member_call_expression) @call.in.arguments
(attribute) @call.in.parameters
(argument) @keyword.name.last

[
  (class_declaration)
  (trait_declaration)
  (function_definition)
  (method_declaration)
  (anonymous_function)
  (arrow_function)
] @scope
(formal_parameters) @parameters
