import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createPellucid, decodeVerifyingKey, encodeVerifyingKey, setupMachine, verify } from '../../src/index.ts';
import { guestBytes, guestInput } from '../support/programGuests.ts';
import { describeInBrowser } from './browser.ts';
import { choose, drop, expectAccessible, openDemo, press, save } from './demo.ts';

/** Instructions of about some seconds of proving. */
const LONG = '100000';

describeInBrowser('the demo', () => {
  it('runs, proves, verifies and saves an example; the files verify on another visit, in Node, and nowhere once changed', async () => {
    const page = await openDemo();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await choose(page, 'Fibonacci');
    await page.getByLabel('Which number (n)').fill('90');
    await press(page, 'Run only');
    await page.getByText('2880067194370816120').waitFor();
    await page.getByRole('table', { name: 'By function' }).getByRole('rowheader', { name: 'main' }).waitFor();
    await page.getByRole('table', { name: 'By chip' }).getByRole('rowheader', { name: 'add', exact: true }).waitFor();
    await press(page, 'Prove');
    await press(page, 'Verify');
    await page.getByText(/^Valid, verified in/).waitFor();
    await press(page, 'Change one bit, then verify');
    await page.getByText(/^Refused, as it should be/).waitFor();

    const proof = await save(page, /^Download proof/);
    const key = await save(page, /^Verifying key/);
    const program = await save(page, /^Program key/);
    expect(proof.name).toBe('fibonacci.proof.bin');
    expect(verify({ verifyingKey: decodeVerifyingKey(key.bytes), anyProgram: true, proof: proof.bytes }).valid).toBe(true);
    // Workers start from a blob; there is nothing else to be asked for.
    expect(requests.filter((url) => !url.startsWith('blob:'))).toEqual([]);

    const visit = await openDemo();
    await drop(visit, { [proof.name]: proof.bytes, [key.name]: key.bytes, [program.name]: program.bytes });
    await press(visit, 'Verify');
    await visit.getByText(/^Valid, verified in/).waitFor();
    await visit.getByText('The verifying key is the one that this page derives by itself.').waitFor();
    await visit.getByText("It is about this page's example Fibonacci.").waitFor();

    const foreign = encodeVerifyingKey(setupMachine(createPellucid(), { hash: 'poseidon2' }).verifyingKey);
    await drop(visit, { 'foreign.key': foreign });
    await press(visit, 'Verify');
    await visit.getByRole('alert').getByText('This is another verifying key').waitFor();

    await press(visit, 'Remove all');
    await drop(visit, { 'alone.bin': proof.bytes });
    await press(visit, 'Verify');
    await visit.getByText("It is about this page's example Fibonacci.").waitFor();

    await drop(visit, { 'other.elf': guestBytes('sort') });
    await press(visit, 'Verify');
    await visit.getByText(/the proof is about program/).waitFor();

    const changed = proof.bytes.slice();
    changed[changed.length >>> 1] ^= 1;
    await press(visit, 'Remove all');
    await drop(visit, { 'changed.bin': changed });
    await press(visit, 'Verify');
    await visit.getByText('Not valid').waitFor();
    await visit.getByRole('heading', { name: 'What it claims' }).waitFor();
    await expectAccessible(visit);
  });

  it('runs an ELF that is dropped, with the input that is typed', async () => {
    const page = await openDemo();
    await drop(page, { 'mine.elf': guestBytes('sort') });
    await page.getByText('mine.elf').waitFor();
    expect(await page.getByRole('radio', { name: 'Your own' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'Hex' }).check();
    await page.getByLabel('Bytes in hexadecimal').fill('0');
    expect(await page.getByRole('button', { name: 'Prove', exact: true }).isDisabled()).toBe(true);
    await page.getByLabel('Bytes in hexadecimal').fill(Buffer.from(guestInput([50, 7])).toString('hex'));
    await press(page, 'Prove');
    await page.getByRole('button', { name: /^Download proof/ }).waitFor();
    await page.getByText('16 bytes').waitFor();
    await expectAccessible(page);
  });

  it('says what is wrong with a file, a run and a value', async () => {
    const page = await openDemo();
    await drop(page, { 'notes.txt': new TextEncoder().encode('no program at all') });
    await page.getByRole('alert').getByText('This file cannot be run').waitFor();
    await expectAccessible(page);
    await drop(page, { 'trap.elf': guestBytes('trap') });
    await press(page, 'Prove');
    await page.getByRole('alert').getByText('The program trapped').waitFor();
    await drop(page, { 'fail.elf': guestBytes('fail') });
    await press(page, 'Prove');
    await page.getByText('The program ended with exit code 7').waitFor();
    await page.getByRole('alert').getByText('The program reported a failure').waitFor();
    await drop(page, { 'fibonacci.elf': guestBytes('fibonacci') });
    await page.getByRole('radio', { name: 'Hex' }).check();
    await page.getByLabel('Bytes in hexadecimal').fill('8096980000000000');
    await press(page, 'Prove');
    await page.getByRole('alert').getByText('The run is too long for one proof').waitFor();
    await expectAccessible(page);
    await choose(page, 'Sorting');
    await page.getByLabel('How many numbers').fill('many');
    await page.getByText('Enter a whole number from 1 to 6,000.').waitFor();
    expect(await page.getByRole('button', { name: 'Prove', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Verify' }).click();
    await drop(page, { 'notes.txt': new TextEncoder().encode('no proof at all') });
    await page.getByText('Not a proof, key or ELF').waitFor();
    await expectAccessible(page);
  });

  it('is cancelled in the middle, reloaded in the middle, and proves afterwards', async () => {
    const page = await openDemo();
    await page.getByLabel('Which number (n)').fill(LONG);
    await press(page, 'Prove');
    await page.getByRole('progressbar').waitFor();
    await press(page, 'Cancel');
    await page.getByText('Nothing of it is kept.').waitFor();
    await press(page, 'Prove');
    await page.getByRole('progressbar').waitFor();
    await page.reload();
    await page.getByText(/^\d+ threads?/).waitFor();
    await page.getByLabel('Which number (n)').fill('10');
    await press(page, 'Prove');
    await page.getByRole('button', { name: /^Download proof/ }).waitFor();
  });

  it('proves on one thread where it is not isolated, and says so', async () => {
    const page = await openDemo({ isolated: false });
    await page.getByText('Proving on one thread').waitFor();
    await page.getByText(/Cross-Origin-Opener-Policy: same-origin/).waitFor();
    await page.getByLabel('Which number (n)').fill('10');
    await press(page, 'Prove');
    await page.getByText('One thread does everything.').waitFor();
    await page.getByRole('button', { name: /^Download proof/ }).waitFor();
    await expectAccessible(page);
  });

  it('can be used by keyboard alone', async () => {
    const page = await openDemo();
    await page.getByRole('radio', { name: 'Fibonacci' }).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await page.getByRole('radio', { name: 'Sorting' }).isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('40');
    for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Download proof/ }).waitFor();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe-core objects to, and nothing too wide for a phone: %s', async (colorScheme) => {
    const page = await openDemo({}, { colorScheme, viewport: { width: 360, height: 740 } });
    const check = async (): Promise<void> => {
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    };
    await check();
    await choose(page, 'Your own');
    await check();
    await choose(page, 'JSON statistics');
    await page.getByText('Proof options').first().click();
    await press(page, 'Run only');
    await page.getByRole('table', { name: 'By chip' }).waitFor();
    await check();
    await choose(page, 'Fibonacci');
    await page.getByLabel('Which number (n)').fill(LONG);
    await press(page, 'Prove');
    await page.getByRole('progressbar').waitFor();
    await check();
    await press(page, 'Cancel');
    await page.getByLabel('Which number (n)').fill('10');
    await press(page, 'Prove');
    await press(page, 'Verify');
    await page.getByText(/^Valid, verified in/).waitFor();
    await page.getByText('What a verifier pins').click();
    await check();
    await page.getByRole('link', { name: 'Verify' }).click();
    await check();
  });

  it('has a policy that lets nothing out', async () => {
    expect(readFileSync('build/web/index.html', 'utf8')).toContain("connect-src 'none'");
    const page = await openDemo();
    const refused = await page.evaluate(() =>
      fetch('/main.js').then(
        () => false,
        () => true,
      ),
    );
    expect(refused).toBe(true);
  });
});
