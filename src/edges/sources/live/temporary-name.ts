/** What programs that copy, download or write call a file until it is whole. */
const ENDINGS =
  /(?:~|\.(?:tmp|temp|part|partial|filepart|crdownload|download|opdownload|swp|swx|lock|writing|inprogress|_COPYING_))$/i;

/** `aws s3 cp` and `sync` write to `log.json.gz.6eF9A1b2` first. Digits alone may be a date (`app.log.20260115`). */
const AWS_CLI = /\.(?:gz|json|jsonl|ndjson|csv|log)\.(?=\d*[a-f])[\da-f]{8}$/i;

/**
 * True for a file that somebody is still writing and will rename, told by its name: hidden ones (rsync, editors; a hidden folder
 * hides all in it) and those with the usual endings.
 * @param name slashes between folders
 */
export function isTemporary(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.')) || ENDINGS.test(name) || AWS_CLI.test(name);
}
