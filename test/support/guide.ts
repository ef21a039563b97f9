/** A page of docs/guide and its snippets, of which a test has to use every one: files by the name after the language, and shell lines. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BLOCK = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm;

export interface Guide {
  /** Writes the files of these names into a folder. */
  write(folder: string, ...names: string[]): void;
  readonly text: string;
  /** The lines of all shell blocks; a test runs them, or what they stand for. */
  readonly shell: readonly string[];
  /** Files that no test has written. */
  unused(): string[];
}

export const readGuide = (name: string): Guide => {
  const files = new Map<string, string>();
  const shell: string[] = [];
  const page = readFileSync(`docs/guide/${name}.md`, 'utf8');
  for (const [, language, file, text] of page.matchAll(BLOCK)) {
    if (language === 'sh') shell.push(...text.trimEnd().split('\n'));
    else if (file === undefined) throw new Error(`${name}.md: a block of ${language} has no file name, so nothing can run it`);
    else if (files.has(file)) throw new Error(`${name}.md: two blocks are ${file}`);
    else files.set(file, text);
  }
  const used = new Set<string>();
  return {
    text: page,
    shell,
    write(folder, ...names) {
      for (const file of names) {
        const text = files.get(file);
        if (text === undefined) throw new Error(`${name}.md has no block ${file}`);
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
        used.add(file);
      }
    },
    unused: () => [...files.keys()].filter((file) => !used.has(file)),
  };
};
