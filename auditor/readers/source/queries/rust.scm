; What stands where in Rust. The captures are explained in captures.py.

[(string_literal) (raw_string_literal)] @string

(const_item) @assign.name.value
(static_item) @assign.name.value
(let_declaration) @assign.pattern.value
(let_condition) @assign.pattern.value
(assignment_expression) @assign.left.right
(binary_expression) @compare.left.right
(binary_expression) @concat

; concat!("a", "b")
(macro_invocation macro: (identifier) @_concat (token_tree) @concat.list (#eq? @_concat "concat"))

(field_initializer) @pair.field.value
(struct_expression name: (_) @composite.type body: (_) @composite.body)
[(array_expression) (tuple_expression)] @collection
(index_expression) @key.last

; Inside macros there are only tokens: json!({"a": "b"}), vec!["a"], env!("NAME").
(token_tree) @tokens
((token_tree) @collection (#match? @collection "^\\{"))

(field_declaration_list (attribute_item) @assign.value . (field_declaration name: (_) @assign.name))
(attribute arguments: (token_tree) @call.arguments) @call
(call_expression) @call.in.arguments
(macro_invocation (token_tree) @call.arguments) @call

(impl_item type: (_) @scope.name) @scope
[
  (mod_item)
  (function_item)
  (closure_expression)
] @scope
