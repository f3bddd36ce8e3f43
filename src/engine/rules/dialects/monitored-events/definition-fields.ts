/** The fields that ask something of the event, and where they look. In the order of the paths. */
export const askedPaths: Readonly<Record<string, string>> = {
  errorCode: 'detail.errorCode',
  errorMessage: 'detail.errorMessage',
  eventName: 'detail.eventName',
  eventSource: 'detail.eventSource',
  resourceType: 'detail.resources.type',
  userIdentityType: 'detail.userIdentity.type',
};

/** `match` asks too: an EventBridge pattern over `detail`. */
export const askingFields = [...Object.keys(askedPaths), 'match'];

/** Every field of a definition. */
export const definitionFields = ['id', 'title', 'description', 'severity', 'attack', ...askingFields];
