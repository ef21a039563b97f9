/** Documents that are read from top to bottom keep short lines, and citations of the protocol name a heading that exists. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../support/sources.ts';

const COLUMNS = 100;
/** Documents whose lines are at most 100 columns. */
const NARROW = ['docs/protocol.md', 'docs/worked-example.md', 'docs/glossary.md', 'test/fixtures/README.md', 'CHANGELOG.md'];

describe('documents', () => {
  it.each(NARROW)(`no line of %s is longer than ${COLUMNS} columns`, (path) => {
    const long = readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, i) => (line.length > COLUMNS ? [`line ${i + 1}: ${line.length} columns`] : []));
    expect(long).toEqual([]);
  });
});

const PROTOCOL = 'docs/protocol.md';
/** `docs/protocol.md, "Keys"` or `docs/protocol.md, "LogUp" and "Quotient"`, over the ends of comment lines. */
const CITATION = /docs\/protocol\.md,[\s/*]+((?:"[^"\n]+"(?:,| and|[\s/*])*)+)/g;

describe(PROTOCOL, () => {
  it('has the headings that comments cite', () => {
    const headings = [...readFileSync(PROTOCOL, 'utf8').matchAll(/^#+ (?:[\d.]+ )?(.*)$/gm)].map((match) => match[1]);
    const files = ['src', 'assembly', 'test'].flatMap((folder) => filesBelow(folder, '.ts'));
    const cited = [...files, ...filesBelow('docs', '.md')].flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(CITATION)].flatMap((citation) =>
        [...citation[1].matchAll(/"([^"]+)"/g)].map(([, heading]) => ({ file, heading })),
      ),
    );
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter(({ heading }) => !headings.includes(heading))).toEqual([]);
  });
});
