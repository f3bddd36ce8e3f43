# One account: trail, bucket, functions, tables, alerts.
#
#     npx trailwatch package --out trailwatch.zip
#     terraform init && terraform apply -var alert_email=security@example.com

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }
}

provider "aws" {
  region = var.aws_region
}

variable "aws_region" {
  description = "Region of the trail and of everything else."
  type        = string
  default     = "us-east-1"
}

variable "alert_email" {
  description = "Address for alerts."
  type        = string
}

variable "code_zip" {
  description = "The zip that `trailwatch package` writes."
  type        = string
  default     = "trailwatch.zip"
}

module "security_monitoring" {
  source = "../.."

  aws_region      = var.aws_region
  alert_email     = var.alert_email
  code_zip        = var.code_zip
  watched_regions = ["eu-west-1"]
}

output "trail_bucket" {
  description = "Log files, and your own files under config/."
  value       = module.security_monitoring.trail_bucket
}

output "alert_topic_arn" {
  description = "Topic of the alerts."
  value       = module.security_monitoring.alert_topic_arn
}
