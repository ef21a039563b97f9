/** Which committed tables stay in memory from one proof to the next. */
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import { createKeptGroups, type GroupRequest } from '../../src/orchestrator/keptGroups.ts';
import type { PreparedGroup } from '../../src/stark/preprocessed.ts';

const session = () => {
  const backend = createReferenceBackend();
  const groups = createKeptGroups(backend);
  const made: string[] = [];
  const request = (key: string, index: number, owner?: object, name = `${key}${index}`): GroupRequest => ({
    key,
    index,
    owner,
    make() {
      made.push(name);
      backend.alloc(16);
      return { name } as unknown as PreparedGroup;
    },
  });
  /** Names of the groups, and which were made for it. */
  const prepare = (...requests: readonly GroupRequest[]): { readonly given: string[]; readonly made: string[] } => {
    made.length = 0;
    const given = groups.prepare(requests).map((group) => (group as unknown as { name: string }).name);
    return { given, made: [...made] };
  };
  return { groups, request, prepare };
};

describe('kept groups', () => {
  const [one, two] = [{}, {}];

  it('another program makes its own tables, not the fixed ones of the key', () => {
    const { request, prepare } = session();
    // As in the machine's key, the program's group comes first.
    const of = (program: object, name: string) => [request('k', 0, program, name), request('k', 1), request('k', 2)];
    expect(prepare(...of(one, 'one'))).toEqual({ given: ['one', 'k1', 'k2'], made: ['k1', 'k2', 'one'] });
    expect(prepare(...of(one, 'one'))).toEqual({ given: ['one', 'k1', 'k2'], made: [] });
    expect(prepare(...of(two, 'two'))).toEqual({ given: ['two', 'k1', 'k2'], made: ['two'] });
  });

  it('a fixed group that is needed later lies above the program, and goes with it', () => {
    const { request, prepare } = session();
    prepare(request('k', 0, one, 'one'), request('k', 1));
    expect(prepare(request('k', 0, one, 'one'), request('k', 1), request('k', 2)).made).toEqual(['k2']);
    expect(prepare(request('k', 0, two, 'two'), request('k', 1), request('k', 2)).made).toEqual(['k2', 'two']);
  });

  it('another key frees everything', () => {
    const { groups, request, prepare } = session();
    const first = request('k', 1);
    prepare(first);
    expect(groups.wordsOf([first])).toBe(16);
    expect(prepare(request('l', 1)).made).toEqual(['l1']);
    expect(groups.wordsOf([first])).toBe(0);
  });
});
