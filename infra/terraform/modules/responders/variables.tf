variable "aws_region" {
  description = "Region of the monitor. Null is the provider's region."
  type        = string
  default     = null
}

variable "name" {
  description = "First part of each name, as of the monitor: prefix and environment."
  type        = string
}

variable "modes" {
  description = "Responders that are made, by name: observe, plan or act. `trailwatch responders list` shows what there is."
  type        = map(string)

  validation {
    condition     = alltrue([for mode in values(var.modes) : contains(["observe", "plan", "act"], mode)])
    error_message = "A mode is observe, plan or act."
  }
}

variable "code_s3_bucket" {
  description = "Bucket with the code."
  type        = string
}

variable "code_s3_key" {
  description = "Key of the code: `trailwatch package --upload`."
  type        = string
}

variable "store_table" {
  description = "Output store_table of the monitor."
  type        = string
}

variable "topic_arn" {
  description = "Output alert_topic_arn of the monitor: is told of what was done. Empty: nobody."
  type        = string
  default     = ""
}

variable "key_arn" {
  description = "Output key_arn of the monitor, if the topic is encrypted with it."
  type        = string
  default     = ""
}

variable "watched_bucket" {
  description = "Bucket of make-object-private and restore-lost-object."
  type        = string
  default     = ""
}

variable "bucket_notifications" {
  description = "Set up the notifications of the watched bucket. They replace what it has."
  type        = bool
  default     = false
}

variable "replica_bucket" {
  description = "Where restore-lost-object finds copies."
  type        = string
  default     = ""
}

variable "forensic_group" {
  description = "Security group that isolate-instance gives."
  type        = string
  default     = ""
}

variable "retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 90
}

variable "tags" {
  description = "Tags for every resource that takes any."
  type        = map(string)
  default     = {}
}
