import t from 'tap';
import { toTable } from '../../src/feeds/body.ts';
import { isOpenAddress } from '../../src/lib/open-address.ts';

t.test('only public addresses are open, however they are written', async (t) => {
  const closed = [
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '100.127.255.255', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', '2001::1', 'localhost', '', '8.8.8.8.8'],
  ];
  for (const address of closed) t.equal(isOpenAddress(address, []), false, address);
  const open = ['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.255.255', '2606:4700:4700::1111'];
  for (const address of open) t.equal(isOpenAddress(address, []), true, address);
  t.equal(isOpenAddress('127.0.0.1', ['127.0.0.1']), true, 'unless the operator opened it');
});

t.test('JSON becomes the table it stands for, and nothing else does', async (t) => {
  const text = (value: unknown) => Buffer.from(toTable(Buffer.from(JSON.stringify(value)))).toString();
  t.equal(
    text([
      { a: 1, b: 'x"y' },
      { b: 'z', c: null },
    ]),
    '"a","b","c"\r\n"1","x""y",\r\n,"z",',
  );
  t.equal(text({ data: [{ a: true }] }), '"a"\r\n"true"');
  t.equal(text([['Site'], ['#loc+code'], ['A,1']]), '"Site"\r\n"#loc+code"\r\n"A,1"');
  for (const bad of [[], {}, [1], [{ a: {} }], { data: 'x' }])
    t.throws(() => text(bad), { code: 'feed_failed' }, JSON.stringify(bad));
  t.throws(() => toTable(Buffer.from('  <html>')), { code: 'feed_failed' });
  t.equal(Buffer.from(toTable(Buffer.from('a,b\n'))).toString(), 'a,b\n');
});
