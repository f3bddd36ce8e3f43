# What each responder may do besides what all may. The same as in infra/siblings/responders, held to it by infra/parity.test.ts.
locals {
  watched = "arn:${local.partition}:s3:::${var.watched_bucket}"
  replica = "arn:${local.partition}:s3:::${var.replica_bucket}"
  ec2     = "arn:${local.partition}:ec2:${local.region}:${local.account}"
  iam     = "arn:${local.partition}:iam::${local.account}"
  # Snapshots belong to no account.
  snapshots = "arn:${local.partition}:ec2:${local.region}::snapshot/*"

  of_bucket = {
    make-object-private = [
      { Effect = "Allow", Action = ["s3:GetObjectAcl", "s3:GetObjectVersionAcl", "s3:PutObjectAcl", "s3:PutObjectVersionAcl"], Resource = "${local.watched}/*" },
      { Effect = "Allow", Action = "s3:GetBucketOwnershipControls", Resource = local.watched },
    ]
    restore-lost-object = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:PutObject", "s3:PutObjectTagging"]
        Resource = "${local.watched}/*"
      },
      { Effect = "Allow", Action = ["s3:ListBucket", "s3:ListBucketVersions"], Resource = local.watched },
    ]
  }

  of_replica = [
    { Effect = "Allow", Action = ["s3:GetObject", "s3:GetObjectTagging"], Resource = "${local.replica}/*" },
    { Effect = "Allow", Action = "s3:ListBucket", Resource = local.replica },
  ]

  statements = {
    make-object-private = [for one in local.of_bucket.make-object-private : one if var.watched_bucket != ""]
    restart-instance = [
      { Effect = "Allow", Action = "ec2:DescribeInstances", Resource = "*" },
      {
        Effect    = "Allow"
        Action    = "ec2:StartInstances"
        Resource  = "${local.ec2}:instance/*"
        Condition = { Null = { "aws:ResourceTag/trailwatch:keep-running" = "false" } }
      },
    ]
    disable-access-key = [
      { Effect = "Allow", Action = "iam:GetAccessKeyLastUsed", Resource = "*" },
      { Effect = "Allow", Action = ["iam:ListAccessKeys", "iam:UpdateAccessKey"], Resource = "${local.iam}:user/*" },
    ]
    quarantine-user = [
      { Effect = "Allow", Action = ["iam:GetUser", "iam:GetUserPolicy", "iam:PutUserPolicy"], Resource = "${local.iam}:user/*" },
    ]
    revoke-role-sessions = [
      { Effect = "Allow", Action = ["iam:GetRole", "iam:GetRolePolicy", "iam:PutRolePolicy"], Resource = "${local.iam}:role/*" },
    ]
    re-enable-trail = [
      {
        Effect   = "Allow"
        Action   = ["cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors", "cloudtrail:StartLogging", "cloudtrail:PutEventSelectors"]
        Resource = "arn:${local.partition}:cloudtrail:*:${local.account}:trail/*"
      },
    ]
    close-security-group = [
      { Effect = "Allow", Action = "ec2:DescribeSecurityGroupRules", Resource = "*" },
      { Effect = "Allow", Action = "ec2:RevokeSecurityGroupIngress", Resource = "${local.ec2}:security-group/*" },
    ]
    block-public-bucket = [
      { Effect = "Allow", Action = ["s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock"], Resource = "arn:${local.partition}:s3:::*" },
    ]
    unshare-snapshot = [
      { Effect = "Allow", Action = ["ec2:DescribeSnapshotAttribute", "ec2:ModifySnapshotAttribute"], Resource = local.snapshots },
    ]
    isolate-instance = [
      { Effect = "Allow", Action = ["ec2:DescribeInstances", "ec2:DescribeSecurityGroups", "ec2:DescribeSnapshots"], Resource = "*" },
      { Effect = "Allow", Action = "ec2:CreateSnapshots", Resource = ["${local.ec2}:instance/*", "${local.ec2}:volume/*", local.snapshots] },
      {
        Effect    = "Allow"
        Action    = "ec2:CreateTags"
        Resource  = local.snapshots
        Condition = { StringEquals = { "ec2:CreateAction" = "CreateSnapshots" } }
      },
      {
        Effect   = "Allow"
        Action   = "ec2:ModifyNetworkInterfaceAttribute"
        Resource = ["${local.ec2}:network-interface/*", "${local.ec2}:instance/*", "${local.ec2}:security-group/${var.forensic_group}"]
      },
    ]
    cancel-key-deletion = [
      {
        Effect   = "Allow"
        Action   = ["kms:DescribeKey", "kms:CancelKeyDeletion", "kms:EnableKey"]
        Resource = "arn:${local.partition}:kms:${local.region}:${local.account}:key/*"
      },
    ]
    restore-lost-object = concat(
      [for one in local.of_bucket.restore-lost-object : one if var.watched_bucket != ""],
      [for one in local.of_replica : one if var.replica_bucket != ""],
    )
  }
}
