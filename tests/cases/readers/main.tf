variable "backpack_secret" {
  type    = string
  default = "{{ a.secret }}"
}
locals {
  api_key = "{{ a.key }}"
}
