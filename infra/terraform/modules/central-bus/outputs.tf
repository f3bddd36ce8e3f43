output "bus_arn" {
  description = "ARN of the bus, for the forwarders."
  value       = aws_cloudwatch_event_bus.central.arn
}

output "rule_arn" {
  description = "ARN of the rule that sends to the queue, for the queue's policy."
  value       = aws_cloudwatch_event_rule.central.arn
}
