# Names and defaults follow the parameters of infra/cloudformation/main.yaml: `retention_days` is RetentionDays there.

variable "aws_region" {
  description = "Region of the trail and of everything else. Null is the provider's region."
  type        = string
  default     = null
}

variable "prefix" {
  description = "First part of each name."
  type        = string
  default     = "security-monitoring"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,23}$", var.prefix))
    error_message = "prefix: 2 to 24 lower-case letters, digits and hyphens, beginning with a letter (it becomes part of a bucket's name)."
  }
}

variable "environment" {
  description = "Second part of each name, for example test or prod."
  type        = string
  default     = "test"

  validation {
    condition     = can(regex("^[a-z0-9-]{1,12}$", var.environment))
    error_message = "environment: 1 to 12 lower-case letters, digits and hyphens (it becomes part of a bucket's name)."
  }
}

variable "tags" {
  description = "Tags for every resource that takes any."
  type        = map(string)
  default     = {}
}

# --- the code ---

variable "code_zip" {
  description = "Path of the zip that `trailwatch package` writes. Leave it empty to take the code from code_s3_bucket and code_s3_key."
  type        = string
  default     = ""
}

variable "code_s3_bucket" {
  description = "Bucket that holds the zip, in the same region."
  type        = string
  default     = ""
}

variable "code_s3_key" {
  description = "Key of the zip in code_s3_bucket. A new version of the code needs a new key: an overwritten object is not noticed."
  type        = string
  default     = ""
}

# --- the trail and its bucket ---

variable "create_trail" {
  description = "False: a trail is there already."
  type        = bool
  default     = true
}

variable "create_bucket" {
  description = "False: the bucket is there already; its notifications are not touched."
  type        = bool
  default     = true
}

variable "existing_trail_arn" {
  description = "With create_trail = false: the trail that may write to the bucket."
  type        = string
  default     = ""
}

variable "trail_bucket_name" {
  description = "Bucket of the log files. Empty makes <prefix>-<environment>-<account>-<region>; with create_bucket = false it is required."
  type        = string
  default     = ""

  validation {
    condition     = var.trail_bucket_name == "" || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.trail_bucket_name))
    error_message = "trail_bucket_name: a name that S3 accepts: 3 to 63 lower-case letters, digits, dots and hyphens."
  }
}

variable "existing_topic_arn" {
  description = "With create_bucket = false: the topic that the bucket or the trail notifies; the queue subscribes to it. Empty: the bucket's EventBridge events are used, which must be switched on."
  type        = string
  default     = ""
}

variable "existing_key_arn" {
  description = "KMS key of an existing bucket."
  type        = string
  default     = ""
}

variable "trail_bucket_account_id" {
  description = "Account of an existing bucket, if it is another one."
  type        = string
  default     = ""

  validation {
    condition     = var.trail_bucket_account_id == "" || can(regex("^[0-9]{12}$", var.trail_bucket_account_id))
    error_message = "trail_bucket_account_id: 12 digits."
  }
}

variable "log_prefix" {
  description = "The trail's S3 key prefix, without a slash at the end."
  type        = string
  default     = ""

  validation {
    condition     = var.log_prefix == "" || can(regex("^[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*$", var.log_prefix)) && !can(regex("^config(/|$)", var.log_prefix))
    error_message = "log_prefix: no slash at its ends, and not config, where the operator's files are."
  }
}

variable "config_bucket_name" {
  description = "Bucket that holds config/. Empty: the bucket of the log files."
  type        = string
  default     = ""
}

variable "is_organization_trail" {
  description = "A trail for every account of the organization. Only its management account or a delegated administrator may create one."
  type        = bool
  default     = false
}

variable "data_events_s3" {
  description = "Also log reads and writes of S3 objects, without the log bucket. CloudTrail charges for each event."
  type        = bool
  default     = false
}

variable "data_events_lambda" {
  description = "Also log invocations of functions, without the monitor's own. CloudTrail charges for each event."
  type        = bool
  default     = false
}

variable "insights_enabled" {
  description = "Let CloudTrail look for unusual rates of calls and of errors. Charged by the number of events looked at."
  type        = bool
  default     = false
}

variable "trail_to_cloudwatch_logs" {
  description = "Also send the trail to a log group, where metric filters may read it."
  type        = bool
  default     = false
}

variable "log_group_to_function" {
  description = "That log group invokes the processor too."
  type        = bool
  default     = false
}

variable "force_destroy" {
  description = "Let `terraform destroy` delete the log bucket with every log file in it. False keeps it: destroy then stops at a bucket that isn't empty."
  type        = bool
  default     = false
}

variable "log_transition_days" {
  description = "Days until log files move to S3 Glacier Instant Retrieval, which is cheaper. 0: never."
  type        = number
  default     = 0
}

variable "log_expiration_days" {
  description = "Days until log files are deleted. 0: never."
  type        = number
  default     = 0
}

# --- encryption ---

variable "kms_encryption" {
  description = "One customer managed KMS key for bucket, queues, topics and log groups, instead of keys of AWS."
  type        = bool
  default     = false
}

# --- the ways in ---

variable "log_alert_topic" {
  description = "The bucket notifies a topic (which tells the queue, and alert_email of each file) instead of the queue."
  type        = bool
  default     = false
}

variable "cloudtrail_topic" {
  description = "CloudTrail notifies the topic too."
  type        = bool
  default     = false
}

variable "topic_to_function" {
  description = "The topic invokes the processor directly instead of through the queue."
  type        = bool
  default     = false
}

variable "event_bridge_fast_path" {
  description = "Also take management events from EventBridge, seconds after they happen instead of minutes."
  type        = bool
  default     = true
}

variable "fast_path_reads" {
  description = "Take read-only management events (List, Get, Describe) by the fast path too. There are many more of them."
  type        = bool
  default     = false
}

# --- the functions ---

variable "architecture" {
  description = "arm64 or x86_64."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture: arm64 or x86_64."
  }
}

variable "memory_size" {
  description = "MB of each function."
  type        = number
  default     = 256

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240
    error_message = "memory_size: 128 to 10240, as AWS allows."
  }
}

variable "timeout" {
  description = "Seconds that the processor may take for one batch. The queue hides a message for six times the most there is."
  type        = number
  default     = 300

  validation {
    condition     = var.timeout >= 30 && var.timeout <= 300
    error_message = "timeout: 30 to 300."
  }
}

variable "maximum_concurrency" {
  description = "Processors at once. It is set on the queue's event source and not as reserved concurrency, which would throttle good messages into the dead-letter queue."
  type        = number
  default     = 10

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "maximum_concurrency: 2 to 1000, as AWS allows."
  }
}

variable "reserved_concurrency" {
  description = "Places kept for the processor. -1: none. Fewer than maximum_concurrency sends good messages to the dead-letter queue."
  type        = number
  default     = -1
}

variable "log_level" {
  description = "DEBUG, INFO, WARN or ERROR."
  type        = string
  default     = "INFO"

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR"], var.log_level)
    error_message = "log_level: DEBUG, INFO, WARN or ERROR."
  }
}

variable "security_events_path" {
  description = "Where the monitored events are: a file in the zip, or s3://. Empty: config/monitored_events.json of the bucket that holds config/."
  type        = string
  default     = ""
}

variable "log_group_retention_days" {
  description = "Days that log groups are kept."
  type        = number
  default     = 90

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653], var.log_group_retention_days)
    error_message = "log_group_retention_days: a number of days that CloudWatch Logs allows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653."
  }
}

variable "subnet_ids" {
  description = "Subnets to put the functions into. Empty: they run outside your networks."
  type        = list(string)
  default     = []
}

variable "security_group_ids" {
  description = "Security groups of the functions, with subnet_ids."
  type        = list(string)
  default     = []
}

variable "function_policy_arn" {
  description = "Managed policy for what your configuration makes the functions use: Security Hub, a bus, secrets."
  type        = string
  default     = ""
}

# --- tables ---

variable "security_events_table_name" {
  description = "Table with one item for each matched event."
  type        = string
  default     = "SecurityEvents"
}

variable "retention_days" {
  description = "Days that matched events and findings are kept."
  type        = number
  default     = 90

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 3650
    error_message = "retention_days: 1 to 3650."
  }
}

# --- alerts ---

variable "alert_email" {
  description = "Address for alerts. AWS sends it a link that must be followed before the first alert."
  type        = string
  default     = ""

  validation {
    condition     = var.alert_email == "" || can(regex("^[^@\\s]+@[^@\\s]+$", var.alert_email))
    error_message = "alert_email: an address."
  }
}

variable "alert_phone" {
  description = "Phone number (+…) for a short text about critical and high findings."
  type        = string
  default     = ""

  validation {
    condition     = var.alert_phone == "" || can(regex("^\\+[1-9][0-9]{6,14}$", var.alert_phone))
    error_message = "alert_phone: + and 7 to 15 digits, as E.164 writes it."
  }
}
