variable "aws_region" {
  description = "Region of the bus and the queue. Null is the provider's region."
  type        = string
  default     = null
}

variable "name" {
  description = "First part of each name."
  type        = string
}

variable "member_account_ids" {
  description = "Other accounts that may send."
  type        = list(string)
  default     = []
}

variable "organization_id" {
  description = "Organization whose accounts may send. Empty: only this account and member_account_ids."
  type        = string
  default     = ""
}

variable "queue_arn" {
  description = "Queue that gets what arrives. Its policy must admit rule_arn."
  type        = string
}

variable "topic_arn" {
  description = "Topic that gets topic_event_names directly, besides what the processor finds. Empty: none does."
  type        = string
  default     = ""
}

variable "topic_event_names" {
  description = "Event names that go to the topic directly."
  type        = list(string)
  default     = ["CreateUser", "CreateAccessKey", "StopLogging", "DeleteTrail"]
}

variable "tags" {
  description = "Tags for every resource that takes any."
  type        = map(string)
  default     = {}
}
