/** Files that come in and go out; none of them leaves the machine. */

/** What a Pellucid file says that it is, and for which preset and hash; undefined for other files. */
export const headerOf = (file: Uint8Array): { readonly kind: string; readonly meta: Readonly<Record<string, string>> } | undefined => {
  const text = new TextDecoder('latin1').decode(file.subarray(0, 4096));
  const match = /^PELLUCID\n(\{[^\n]*\})\n/.exec(text);
  if (match === null) return undefined;
  try {
    const { kind, meta } = JSON.parse(match[1]);
    return typeof kind === 'string' ? { kind, meta: meta ?? {} } : undefined;
  } catch {
    return undefined;
  }
};

export const isElf = (file: Uint8Array): boolean => [0x7f, 0x45, 0x4c, 0x46].every((byte, i) => file[i] === byte);

export interface NamedFile {
  readonly name: string;
  readonly content: Uint8Array;
}
export const readFiles = (files: Iterable<File>): Promise<NamedFile[]> =>
  Promise.all(Array.from(files, async (file) => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) })));

export const download = (name: string, content: Uint8Array): void => {
  const url = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has the content by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
