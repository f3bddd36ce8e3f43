# Images put into example-photos become thumbnails in example-photos-resized.

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

module "thumbnails" {
  source = "../../modules/thumbnails"

  source_bucket  = "example-photos"
  code_s3_bucket = "example-code"
  code_s3_key    = "trailwatch-thumbnail-arm64-0.1.0.zip"
}
