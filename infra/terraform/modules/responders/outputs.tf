output "queue_urls" {
  description = "Queues of the responders, by name: queue_url in trailwatch.yaml."
  value       = { for name, queue in aws_sqs_queue.responder : name => queue.url }
}
