# Private subnets reach AWS through these, without a NAT gateway. Gateways cost nothing; interfaces cost money by the hour and subnet.
locals {
  gateway_endpoints   = var.vpc_id == "" ? [] : ["s3", "dynamodb"]
  interface_endpoints = var.vpc_id == "" ? [] : var.interface_endpoints
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = toset(local.gateway_endpoints)
  region   = var.aws_region

  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.${local.region}.${each.value}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = var.route_table_ids
  tags              = merge(local.tags, { Name = "${local.name}-${each.value}" })
}

resource "aws_vpc_endpoint" "interface" {
  for_each = toset(local.interface_endpoints)
  region   = var.aws_region

  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.${local.region}.${each.value}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = var.subnet_ids
  security_group_ids  = aws_security_group.endpoints[*].id
  private_dns_enabled = true
  tags                = merge(local.tags, { Name = "${local.name}-${each.value}" })
}

resource "aws_security_group" "endpoints" {
  count  = length(local.interface_endpoints) > 0 ? 1 : 0
  region = var.aws_region

  name        = "${local.name}-endpoints"
  description = "${local.name}: endpoints"
  vpc_id      = var.vpc_id
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  for_each = length(local.interface_endpoints) > 0 ? { for index, group in var.security_group_ids : tostring(index) => group } : {}
  region   = var.aws_region

  description                  = "From the functions"
  security_group_id            = aws_security_group.endpoints[0].id
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  tags                         = local.tags
}
