# What the templates beside main.yaml take: forwarder.yaml, central-bus.yaml, dashboard.yaml, vpc-endpoints.yaml.

variable "watched_regions" {
  description = "Other regions whose events come by the fast path. The region where IAM and the root user's sign-in appear (us-east-1) is always among them."
  type        = list(string)
  default     = []
}

variable "member_account_ids" {
  description = "Accounts that may send to the central bus (their side is modules/forwarder)."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for id in var.member_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "member_account_ids: each is 12 digits."
  }
}

variable "organization_id" {
  description = "Organization (o-…) whose accounts may send to the central bus."
  type        = string
  default     = ""

  validation {
    condition     = var.organization_id == "" || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "organization_id: o- and 10 to 32 lower-case letters or digits."
  }
}

variable "operational_alarms" {
  description = "Alarms about the monitor itself: errors, throttles, age and depth of the queue, dead letters. They go to the alert topic."
  type        = bool
  default     = false
}

variable "dashboard" {
  description = "A CloudWatch dashboard of the monitor itself."
  type        = bool
  default     = false
}

variable "vpc_id" {
  description = "VPC to make endpoints in, so that functions in private subnets reach AWS without a NAT gateway. Empty: none are made."
  type        = string
  default     = ""
}

variable "route_table_ids" {
  description = "Route tables for the gateway endpoints (S3, DynamoDB), with vpc_id."
  type        = list(string)
  default     = []
}

variable "interface_endpoints" {
  description = "Services to make interface endpoints for, with vpc_id: sns, and what your configuration makes the functions use. Each costs money by the hour and subnet."
  type        = list(string)
  default     = ["sns"]

  validation {
    condition     = alltrue([for service in var.interface_endpoints : contains(["sqs", "sns", "logs", "monitoring", "events", "kms", "ssm", "secretsmanager", "lambda"], service)])
    error_message = "interface_endpoints: sqs, sns, logs, monitoring, events, kms, ssm, secretsmanager or lambda."
  }
}
