variable "aws_region" {
  description = "Where all of it is. Null is the provider's region."
  type        = string
  default     = null
}

variable "name" {
  description = "First part of the function's name."
  type        = string
  default     = "security-monitoring-test"
}

variable "source_bucket" {
  description = "Images are put here: a new bucket, whose new objects call the function."
  type        = string
}

variable "target_bucket" {
  description = "Thumbnails are put here: another new bucket, <source_bucket>-resized where it is empty. Never the source: each thumbnail would call the function again, without end."
  type        = string
  default     = ""
}

variable "code_s3_bucket" {
  description = "Where the zip of the image function lies, in the same region."
  type        = string
}

variable "code_s3_key" {
  description = "Key of that zip: trailwatch-thumbnail-<architecture>-<version>.zip."
  type        = string
}

variable "architecture" {
  description = "arm64 or x86_64; the zip is for one."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture: arm64 or x86_64."
  }
}

variable "thumbnail_size" {
  description = "Pixels of the longer side."
  type        = number
  default     = 200

  validation {
    condition     = var.thumbnail_size >= 16 && var.thumbnail_size <= 4096
    error_message = "thumbnail_size: 16 to 4096."
  }
}

variable "memory_size" {
  description = "MB of the function."
  type        = number
  default     = 512
}

variable "tags" {
  description = "Tags for every resource that takes any."
  type        = map(string)
  default     = {}
}
