/**
 * An actor as people say it: `user/alice`, `role/Deploy/session`, `sso/AdministratorAccess/alice@example.com`, `root`; with the
 * account where it isn't the one that the finding is in. What is no ARN of a principal stays as it is.
 */
export function shortActor(actor: string, account = ''): string {
  const parts = /^arn:[^:]*:(?:iam|sts):[^:]*:([^:]*):(.+)$/s.exec(actor);
  if (parts === null) return actor;
  const name = principal(parts[2]!);
  const home = parts[1]!;
  return home === '' || account === '' || home === account ? name : `${name} (${home})`;
}

function principal(resource: string): string {
  const [kind, ...names] = resource.split('/');
  if (names.length === 0) return resource;
  if (kind === 'user') return `user/${names.at(-1)}`;
  if (kind !== 'assumed-role') return resource;
  const [role, ...session] = names;
  const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role!);
  return [...(permissionSet === null ? ['role', role] : ['sso', permissionSet[1]]), ...session].join('/');
}
