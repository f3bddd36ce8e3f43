# The centre watches a member too: what happens in the member's regions is forwarded to the central bus.

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

provider "aws" {
  alias  = "member"
  region = "us-east-1"

  assume_role {
    role_arn = "arn:aws:iam::111122223333:role/deployment"
  }
}

module "security_monitoring" {
  source = "../.."

  alert_email        = "security@example.com"
  code_s3_bucket     = "example-code"
  code_s3_key        = "trailwatch/0.1.0.zip"
  member_account_ids = ["111122223333"]
}

# us-east-1 is always among them: IAM and the root user's sign-ins appear there.
module "member" {
  source   = "../../modules/forwarder"
  for_each = toset(["us-east-1", "eu-west-1"])

  providers = {
    aws = aws.member
  }

  aws_region      = each.value
  central_bus_arn = module.security_monitoring.central_bus_arn
  own_role_arns   = module.security_monitoring.function_role_arns
}
