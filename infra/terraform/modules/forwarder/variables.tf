variable "aws_region" {
  description = "The watched region. Null is the provider's region."
  type        = string
  default     = null
}

variable "name" {
  description = "First part of each name. The same in every region of an account: the region is added where names are global."
  type        = string
  default     = "security-monitoring-test"
}

variable "central_bus_arn" {
  description = "ARN of the central bus (output central_bus_arn of the monitor)."
  type        = string
}

variable "own_role_arns" {
  description = "ARNs of the roles of the monitor's functions (output function_role_arns): their own events are not forwarded."
  type        = list(string)
}

variable "state" {
  description = "ENABLED, or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS for read-only events too."
  type        = string
  default     = "ENABLED"

  validation {
    condition     = contains(["ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", "DISABLED"], var.state)
    error_message = "state: ENABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS or DISABLED."
  }
}

variable "tags" {
  description = "Tags for every resource that takes any."
  type        = map(string)
  default     = {}
}
