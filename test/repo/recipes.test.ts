/** Recipes (docs/recipes/) quote files that tests run, and count the source files that they touch. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../support/sources.ts';

/** `From FILE:` and, indented as its list item is, the quoted lines. */
const QUOTE = /^( *)From (test\/[\w/.]+):\n\n((?:\1 *\S.*\n|\n)*?)\n*\1```\n/gm;
const recipes = filesBelow('docs/recipes', '.md');
/** What the recipes add. */
const ADDED = ['an-instruction', 'a-system-call', 'a-table', 'a-hash-suite', 'a-machine'];

const tests = filesBelow('test', '.test.ts');
/** Whether the file is a test, or one imports it. */
const isRun = (file: string): boolean =>
  tests.includes(file) || tests.some((test) => readFileSync(test, 'utf8').includes(`/${file.split('/').at(-1)}'`));

/** The first cells of a table's rows: files in code spans. */
const touched = (text: string): string[] =>
  [...text.matchAll(/^\| (.*?) \|/gm)].map(([, cell]) => cell).filter((cell) => cell.includes('`'));

describe('recipes', () => {
  it('are there, and are named where a newcomer looks', () => {
    const names = ADDED.map((what) => `add-${what}.md`).sort();
    expect(recipes.map((path) => path.split('/').at(-1)).sort()).toEqual(names);
    for (const document of ['docs/architecture.md', 'CONTRIBUTING.md']) {
      const text = readFileSync(document, 'utf8');
      expect(names.filter((name) => !text.includes(`recipes/${name})`))).toEqual([]);
    }
  });

  describe.each(recipes)('%s', (path) => {
    const text = readFileSync(path, 'utf8');

    it('quotes what stands in files of tests', () => {
      const quotes = [...text.matchAll(QUOTE)];
      expect(quotes.length).toBe(text.match(/```ts/g)?.length);
      for (const [, indent, file, block] of quotes) {
        const lines = block.split('\n').map((line) => line.slice(indent.length));
        expect(lines[0]).toBe('```ts');
        const code = lines.slice(1).join('\n').trimEnd();
        expect(readFileSync(file, 'utf8').includes(`${code}\n`), `${file} has\n${code}`).toBe(true);
        expect(isRun(file), file).toBe(true);
      }
    });

    it('counts the source files that it touches', () => {
      const heading = /^## What you touch: (.*)$/m.exec(text)?.[1] ?? '';
      const section = text.split('## What you touch')[1]?.split('\n## ')[0] ?? '';
      const tables = section.split(/\n\n(?=\|)/).slice(1);
      let total = 0;
      const counts = tables.map((table) => (total += touched(table).length));
      expect((heading.match(/\d+/g) ?? []).map(Number)).toEqual(counts);
      expect(total).toBeGreaterThan(0);
    });
  });
});
