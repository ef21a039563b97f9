/** A growing list of byte chunks that is concatenated once. */
export interface ByteList {
  length(): number;
  push(bytes: Uint8Array): void;
  concat(): Uint8Array;
}

export const byteList = (): ByteList => {
  const parts: Uint8Array[] = [];
  let length = 0;
  return {
    length: () => length,
    push(bytes) {
      parts.push(bytes);
      length += bytes.length;
    },
    concat() {
      const result = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        result.set(part, at);
        at += part.length;
      }
      return result;
    },
  };
};
