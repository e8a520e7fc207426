; What TypeScript and TSX have on top of ecmascript.scm.

(public_field_definition) @assign.name.value
(required_parameter) @assign.pattern.value
(optional_parameter) @assign.pattern.value
(enum_assignment) @assign.name.value

(abstract_class_declaration) @scope
