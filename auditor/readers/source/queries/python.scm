; What stands where in Python. The captures are explained in captures.py.

(string) @string
(string (interpolation) @hole)
(concatenated_string) @concat
(binary_operator) @concat

; "".join(["a", "b"])
(call) @join.function.arguments

(assignment left: [(identifier) (attribute) (subscript)] @assign.name right: (_) @assign.value)
(assignment left: [(identifier) (attribute) (subscript)] right: (expression_list) @collection)
(assignment left: [(pattern_list) (tuple_pattern)] @assign.names right: [(expression_list) (tuple) (list)] @assign.values)
(augmented_assignment) @assign.left.right
(named_expression) @assign.name.value
(default_parameter) @assign.name.value
(typed_default_parameter) @assign.name.value
(comparison_operator) @compare.first.last

(pair) @pair.key.value
[(dictionary) (list) (set) (tuple)] @collection
(subscript) @key.subscript

(call) @call.in.arguments
(keyword_argument) @keyword.name.value

[
  (class_definition)
  (function_definition)
  (lambda)
] @scope
(parameters) @parameters
