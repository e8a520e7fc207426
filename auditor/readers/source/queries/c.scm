; What C has on top of c_family.scm.

(subscript_expression) @key.index
