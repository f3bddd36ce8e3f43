/**
 * Addresses that come in a message, before anybody has vouched for it: they are fetched only if they are SNS's own. The text itself
 * is matched and not its parsed form, so that no user, port, path or encoding can stand for something else.
 */
const HOST = 'https://sns\\.([a-z]{2,4}(?:-[a-z]{2,12}){1,2}-\\d)\\.(amazonaws\\.com(?:\\.cn)?)';
const CERTIFICATE = new RegExp(`^${HOST}/SimpleNotificationService-[0-9a-zA-Z]{1,64}\\.pem$`);
const CONFIRMATION = new RegExp(`^${HOST}/\\?[\\w=&:.%+-]{1,2000}$`);

/** Where a certificate of SNS may lie, and which names it may have. Undefined if it isn't such an address. */
export function snsCertificateNames(url: string): readonly string[] | undefined {
  const [, region, domain] = CERTIFICATE.exec(url) ?? [];
  if (region === undefined || domain === undefined) return undefined;
  // The regions differ. Source: the AWS SDK for Java 2, SnsHostProvider, which knows them all.
  const home = region.startsWith('us-gov-') ? 'us-gov-west-1' : region;
  return [`sns.${domain}`, `sns-${home}.${domain}`, `sns-signing.${region}.${domain}`];
}

/** Does visiting this confirm a subscription of this topic by this token, and nothing else? */
export function confirmsSubscription(url: string, topicArn: string, token: string): boolean {
  const [, region] = CONFIRMATION.exec(url) ?? [];
  if (region === undefined || topicArn.split(':')[3] !== region) return false;
  const query = new URL(url).searchParams;
  const wanted = { Action: 'ConfirmSubscription', TopicArn: topicArn, Token: token };
  const isWanted = Object.entries(wanted).every(([name, value]) => {
    const values = query.getAll(name);
    return values.length === 1 && values[0] === value;
  });
  return isWanted && [...query.keys()].length === Object.keys(wanted).length;
}
