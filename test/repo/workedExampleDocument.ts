/** The blocks of numbers in a document: each follows a comment that names it. */
const BLOCK = /(<!-- numbers: (\w+) -->\n```text\n)[^`]*(```)/g;

/** The document with its blocks replaced, and the names of the blocks that it has, in order. */
export const withBlocks = (text: string, blocks: Readonly<Record<string, string>>): { readonly text: string; readonly names: string[] } => {
  const names: string[] = [];
  const replaced = text.replace(BLOCK, (_, open: string, name: string, close: string) => {
    names.push(name);
    return `${open}${blocks[name]}\n${close}`;
  });
  return { text: replaced, names };
};
