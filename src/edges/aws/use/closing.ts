/** What a client answers; then its connections are closed: those that are kept open would keep the process from ending. */
export async function closing<T>(client: { destroy(): void }, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } finally {
    client.destroy();
  }
}
