terraform {
  required_version = ">= 1.5"

  required_providers {
    # 6.0 gave every resource a `region` argument: the module and its forwarders name their regions without a provider alias each.
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }
}
