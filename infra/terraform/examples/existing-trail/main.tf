# A trail and its bucket are there already, in another account, and a topic hears of each new log file. Nothing about them is changed.
# The bucket's policy and the key's policy must let the processor's role read: their owner adds that.

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

module "security_monitoring" {
  source = "../.."

  create_trail            = false
  create_bucket           = false
  trail_bucket_name       = "example-organization-logs"
  trail_bucket_account_id = "111122223333"
  existing_trail_arn      = "arn:aws:cloudtrail:us-east-1:111122223333:trail/organization"
  existing_topic_arn      = "arn:aws:sns:us-east-1:111122223333:new-log-files"
  existing_key_arn        = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  config_bucket_name      = "example-config"
  alert_email             = "security@example.com"
  code_s3_bucket          = "example-code"
  code_s3_key             = "trailwatch/0.1.0.zip"
}
