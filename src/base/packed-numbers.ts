/** 32-bit numbers as a text for JSON: Base64 of their bytes. */
export function packNumbers(numbers: Int32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

/** What `packNumbers` was given. */
export function unpackNumbers(packed: string): Int32Array {
  const bytes = Buffer.from(packed, 'base64');
  // Node's own memory, which many texts share, begins anywhere: numbers need a place that is a multiple of 4.
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
