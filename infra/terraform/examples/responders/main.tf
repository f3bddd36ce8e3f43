# The monitor, with a responder that acts and two that only say what they would do.

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
  region = "us-east-1"
}

locals {
  code = {
    bucket = "example-code"
    key    = "trailwatch/0.1.0.zip"
  }
}

module "security_monitoring" {
  source = "../.."

  alert_email    = "security@example.com"
  code_s3_bucket = local.code.bucket
  code_s3_key    = local.code.key
}

module "responders" {
  source = "../../modules/responders"

  name           = "security-monitoring-test"
  code_s3_bucket = local.code.bucket
  code_s3_key    = local.code.key
  store_table    = module.security_monitoring.store_table
  topic_arn      = module.security_monitoring.alert_topic_arn
  watched_bucket = "example-uploads"

  modes = {
    make-object-private  = "act"
    restart-instance     = "plan"
    close-security-group = "plan"
  }
}

output "responder_queue_urls" {
  description = "For queue_url in trailwatch.yaml."
  value       = module.responders.queue_urls
}
