; What stands where in HCL, Terraform's language. The captures are explained in captures.py.

[(string_lit) (quoted_template)] @string
[(template_interpolation) (template_directive)] @hole

(attribute (identifier) @pair.key (expression) @pair.value)
(object_elem) @pair.key.val
[(object) (tuple)] @collection
(block [(identifier) (string_lit)] @composite.type . (block_start) (body) @composite.body)
(index (_) @key)

(function_call (function_arguments) @call.arguments) @call
