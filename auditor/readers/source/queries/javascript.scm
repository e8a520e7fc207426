; What JavaScript has on top of ecmascript.scm.

(field_definition) @assign.property.value
