# Encrypted with DynamoDB's KMS key of the account, so that no request of the functions needs a permission on a key.

# One item for each matched event: what the operator reads.
resource "aws_dynamodb_table" "security_events" {
  region = var.aws_region

  name         = var.security_events_table_name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "EventId"
  range_key    = "Timestamp"
  tags         = local.tags

  attribute {
    name = "EventId"
    type = "S"
  }
  attribute {
    name = "Timestamp"
    type = "S"
  }
  ttl {
    attribute_name = "ExpiresAt"
    enabled        = true
  }
  point_in_time_recovery {
    enabled = true
  }
  server_side_encryption {
    enabled = true
  }
}

# The store's own: findings, cells, ledger, outbox. Keys and indexes are those of src/edges/stores/dynamodb/table-definition.ts.
resource "aws_dynamodb_table" "store" {
  region = var.aws_region

  name         = "${local.name}-store"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  range_key    = "sk"
  tags         = local.tags

  dynamic "attribute" {
    for_each = toset(["pk", "sk", "byStatus", "bySeverity", "byAccount", "byRule", "byActor", "place", "lane"])
    content {
      name = attribute.value
      type = "S"
    }
  }
  attribute {
    name = "readyAt"
    type = "N"
  }

  # A sweep looks for what has long been left alone, and needn't read the rest.
  global_secondary_index {
    name               = "byStatus"
    hash_key           = "byStatus"
    range_key          = "place"
    projection_type    = "INCLUDE"
    non_key_attributes = ["updatedAt"]
  }
  dynamic "global_secondary_index" {
    for_each = toset(["bySeverity", "byAccount", "byRule", "byActor"])
    content {
      name            = global_secondary_index.value
      hash_key        = global_secondary_index.value
      range_key       = "place"
      projection_type = "KEYS_ONLY"
    }
  }
  global_secondary_index {
    name            = "lane"
    hash_key        = "lane"
    range_key       = "readyAt"
    projection_type = "KEYS_ONLY"
  }

  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }
  point_in_time_recovery {
    enabled = true
  }
  server_side_encryption {
    enabled = true
  }
}
