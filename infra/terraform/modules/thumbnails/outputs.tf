output "function_name" {
  description = "Name of the image function."
  value       = aws_lambda_function.thumbnail.function_name
}

output "source_bucket" {
  description = "Images are put here."
  value       = aws_s3_bucket.source.id
}

output "target_bucket" {
  description = "Thumbnails are put here."
  value       = aws_s3_bucket.target.id
}
