/** Names of calls that CloudTrail writes and no public API model has, by the first label of `eventSource`, and why. */
export interface OtherNames {
  readonly source: string;
  readonly names: readonly string[];
  readonly because: string;
}

export const otherNames: readonly OtherNames[] = [
  {
    source: 'signin',
    names: [
      ...['ConsoleLogin', 'CheckMfa', 'ExitRole', 'SwitchRole', 'RenewRole', 'GetSigninToken'],
      ...['CredentialChallenge', 'CredentialVerification', 'UserAuthentication', 'AuthorizeOAuth2Access'],
      ...['PasswordUpdated', 'PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'EmailUpdated'],
    ],
    because: 'the sign-in pages are no API: AwsConsoleSignIn events of the CloudTrail user guide, and those of the root user',
  },
  {
    source: 's3',
    names: [
      ...['DeleteBucketPublicAccessBlock', 'GetBucketPublicAccessBlock', 'PutBucketPublicAccessBlock'],
      ...['DeleteAccountPublicAccessBlock', 'GetAccountPublicAccessBlock', 'PutAccountPublicAccessBlock'],
      ...['GetBucketObjectLockConfiguration', 'PutBucketObjectLockConfiguration', 'GetAccelerateConfiguration'],
      ...['PutAccelerateConfiguration', 'OptionsObject', 'PostObject'],
    ],
    because: 'the bucket-level names of the S3 user guide, "CloudTrail events", which are not those of the API',
  },
  {
    source: 'cloudshell',
    names: [
      ...['CreateEnvironment', 'CreateSession', 'DeleteEnvironment', 'GetEnvironmentStatus', 'GetFileDownloadUrls'],
      ...['GetFileUploadUrls', 'PutCredentials', 'RedeemCode', 'SendHeartBeat', 'StartEnvironment'],
      ...['StopEnvironment', 'DescribeEnvironments', 'GetLayout', 'UpdateLayout', 'DeleteSession', 'ApproveCommand'],
    ],
    because: 'only the console calls CloudShell',
  },
  {
    source: 'sso',
    names: [
      ...['AssociateDirectory', 'DisassociateDirectory', 'AssociateProfile', 'DisassociateProfile', 'CreateProfile'],
      ...['DeleteProfile', 'UpdateProfile', 'StartSSO', 'Authenticate', 'Federate', 'ListProfiles'],
      ...['EnableExternalIdPConfigurationForDirectory', 'DisableExternalIdPConfigurationForDirectory'],
      ...['UpdateSsoConfiguration', 'GetSsoConfiguration', 'CreateManagedApplicationInstance'],
      ...['PutMfaDeviceManagementForDirectory', 'UpdateTrust'],
    ],
    because: "console-only calls of IAM Identity Center, in its user guide's list of CloudTrail events",
  },
  {
    source: 'sso-directory',
    names: [
      ...['AddMemberToGroup', 'RemoveMemberFromGroup', 'EnableUser', 'DisableUser', 'UpdatePassword', 'VerifyEmail'],
      ...['CreateAlias', 'DescribeDirectory', 'EnableExternalIdPConfigurationForDirectory'],
      ...['DisableExternalIdPConfigurationForDirectory', 'CreateExternalIdPConfigurationForDirectory'],
      ...['UpdateExternalIdPConfigurationForDirectory', 'DeleteExternalIdPConfigurationForDirectory'],
      ...['ImportExternalIdPCertificate', 'DeleteExternalIdPCertificate', 'CreateProvisioningTenant'],
      ...['CreateBearerToken', 'DeleteBearerToken', 'DeleteProvisioningTenant', 'StartVirtualMfaDeviceRegistration'],
      ...['CompleteVirtualMfaDeviceRegistration', 'DeleteMfaDeviceForUser', 'UpdateMfaDeviceForUser'],
      ...['StartWebAuthnDeviceRegistration', 'CompleteWebAuthnDeviceRegistration', 'SearchUsers', 'SearchGroups'],
      ...['ListMembersInGroup', 'PutMfaDeviceManagementForDirectory'],
    ],
    because: 'console-only calls of the Identity Center directory',
  },
  {
    source: 'kms',
    names: ['DeleteKey', 'RotateKey', 'SynchronizeMultiRegionKey', 'DeleteExpiredKeyMaterial'],
    because: 'AWS KMS itself does these: AwsServiceEvent, in its developer guide',
  },
  {
    source: 'ec2',
    names: ['BidEvictedEvent', 'SharedSnapshotCopyInitiated', 'SharedSnapshotVolumeCreated'],
    because: 'service events of EC2',
  },
  {
    source: 'bedrock',
    names: ['PutFoundationModelEntitlement'],
    because: 'the console asks for access to models with it',
  },
  {
    source: 'organizations',
    names: [
      ...['CreateAccountResult', 'CreateGovCloudAccountResult', 'AccountDepartedOrganization'],
      ...['AccountJoinedOrganization'],
    ],
    because: 'service events of AWS Organizations',
  },
  {
    source: 'account',
    names: ['CloseAccount', 'ChangeAccountName', 'ChangeEmail', 'ChangePassword'],
    because: 'calls of the account pages, some since moved to an API',
  },
];

/** Sources that CloudTrail writes and no public API model has. Any name goes. */
export const otherSources: Readonly<Record<string, string>> = {
  'aws-mp-image-build': 'AWS Marketplace',
  'aws-portal': 'the billing console',
  billingconsole: 'the billing console',
  console: 'the console',
  insights: 'CloudTrail Insights',
  monitron: 'Amazon Monitron',
  payments: 'the billing console',
  'resource-explorer': 'AWS Resource Explorer',
  s3express: 'S3 Express One Zone',
  'vpc-lattice-svcs': 'VPC Lattice',
  'wickr-admin': 'AWS Wickr',
};
