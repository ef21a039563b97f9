/** A call of more than five arguments is read wrong sooner or later: such functions take an object. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { filesBelow } from '../support/sources.ts';

const MOST = 5;
/** The kernels' exports are called with numbers, whatever their count. BLAKE3's G has six arguments in its paper, too. */
const EXCEPT = ['src/backend/wasm/engine.ts', 'src/hash/blake3.ts mix'];

const nameOf = (node: ts.Node): string => {
  const named = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? node.parent : node;
  const name = (named as { readonly name?: ts.Node }).name;
  return name?.getText() ?? `line ${node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
};

it(`no function of the sources has more than ${MOST} parameters`, () => {
  const long: string[] = [];
  for (const path of ['src', 'scripts', 'bench', 'web'].flatMap((folder) => [
    ...filesBelow(folder, '.ts'),
    ...filesBelow(folder, '.tsx'),
  ])) {
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionLike(node) && node.parameters.length > MOST) long.push(`${path} ${nameOf(node)}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  expect(long.filter((found) => !EXCEPT.some((allowed) => found.startsWith(allowed)))).toEqual([]);
});
