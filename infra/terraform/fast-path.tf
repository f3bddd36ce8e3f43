# Events as EventBridge has them: seconds after they happen. The log files bring the same ones again minutes later, and are recognised.
locals {
  home_of_global_events = lookup({ "aws-cn" = "cn-north-1", "aws-us-gov" = "us-gov-west-1" }, local.partition, "us-east-1")
  forwarding_regions    = var.event_bridge_fast_path ? setsubtract(toset(concat([local.home_of_global_events], var.watched_regions)), [local.region]) : toset([])
  has_central_bus       = var.event_bridge_fast_path && (length(local.forwarding_regions) > 0 || length(var.member_account_ids) > 0 || var.organization_id != "")
  # AWS sends read-only events only to a rule that asks for them.
  fast_path_state = var.fast_path_reads ? "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" : "ENABLED"
}

module "fast_path_pattern" {
  source        = "./modules/fast-path-pattern"
  own_role_arns = local.role_arns
}

resource "aws_cloudwatch_event_rule" "fast_path" {
  count  = var.event_bridge_fast_path ? 1 : 0
  region = var.aws_region

  name          = "${local.name}-fast-path"
  description   = "Management events and sign-ins to the log processing queue"
  state         = local.fast_path_state
  event_pattern = module.fast_path_pattern.json
  tags          = local.tags
}

resource "aws_cloudwatch_event_target" "fast_path" {
  count  = var.event_bridge_fast_path ? 1 : 0
  region = var.aws_region

  rule      = aws_cloudwatch_event_rule.fast_path[0].name
  target_id = "Queue"
  arn       = aws_sqs_queue.log_processing.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }
}

module "central_bus" {
  source = "./modules/central-bus"
  count  = local.has_central_bus ? 1 : 0

  aws_region         = var.aws_region
  name               = local.name
  member_account_ids = var.member_account_ids
  organization_id    = var.organization_id
  queue_arn          = aws_sqs_queue.log_processing.arn
  tags               = local.tags
}

module "forwarder" {
  source   = "./modules/forwarder"
  for_each = local.forwarding_regions

  aws_region      = each.value
  name            = local.name
  central_bus_arn = module.central_bus[0].bus_arn
  own_role_arns   = local.role_arns
  state           = local.fast_path_state
  tags            = local.tags
}
