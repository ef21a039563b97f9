/** Files that comments and documents name exist: a file that moves takes the sentences about it along. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../support/sources.ts';

const FOLDERS = ['src', 'assembly', 'test', 'web', 'bench', 'scripts', 'examples', 'docs'];
const DOCUMENTS = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'guests/README.md'];
const SUFFIXES = ['.ts', '.tsx', '.js', '.mjs', '.md'];
/** A file that a reader of the guide makes, one of the build, and the example below. */
const ELSEWHERE = ['src/main.rs', 'scripts/gen.js', 'src/nowhere.ts'];

const files = FOLDERS.flatMap((folder) => SUFFIXES.flatMap((suffix) => filesBelow(folder, suffix))).filter(
  (file) => !file.includes('node_modules/'),
);

/** A path from the root of the repository, of a folder or a file, the latter perhaps without its suffix. */
const PATH = /(?<![\w./@-])(?:src|test|assembly|docs|scripts|bench|web|examples|guests)\/[\w./-]*[\w/]/g;
/** A source file by its name, perhaps with the folders that it is in, where a comment says it. */
const NAME = /(?<![\w./@-])[\w/]*\w\.ts\b/g;

const exists = (path: string): boolean => ['', '.ts'].some((suffix) => existsSync(path + suffix));

/** The text of comments, or all of a document. */
const prose = (file: string): string => {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.md') ? text : [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g)].map(([comment]) => comment).join('\n');
};

const missing = (found: RegExp, text: (file: string) => string, isThere: (name: string) => boolean): string[] =>
  [...files, ...DOCUMENTS].flatMap((file) =>
    [...text(file).matchAll(found)].flatMap(([name]) => (isThere(name) || ELSEWHERE.includes(name) ? [] : [`${file}: ${name}`])),
  );

describe('what is named exists', () => {
  it('looks at comments, strings and documents', () => {
    expect(files.length).toBeGreaterThan(300);
    expect('see src/nowhere.ts, and ./src/here'.match(PATH)).toEqual(['src/nowhere.ts']);
    expect('(jobs.ts) wasm/jobs.ts'.match(NAME)).toEqual(['jobs.ts', 'wasm/jobs.ts']);
  });
  it('paths from the root', () => {
    expect(missing(PATH, (file) => readFileSync(file, 'utf8'), exists)).toEqual([]);
  });
  it('source files by name', () => {
    expect(missing(NAME, prose, (name) => files.some((file) => file === name || file.endsWith(`/${name}`)))).toEqual([]);
  });
});
