import fc from 'fast-check';
import t from 'tap';
import { type PackedFigures, type PackingLevel, packedLoad } from '../../src/catalogue/packed-load.ts';

const carton: PackingLevel = { level: 'carton', quantity: 24, weight_g: 31_000, volume_ml: 60_000 };
const pallet: PackingLevel = { level: 'pallet', quantity: 480, weight_g: 650_000, volume_ml: 1_400_000 };
const bucket: PackedFigures = { weight_g: 1250, volume_ml: 6200, packing: [carton, pallet] };

t.test('the largest level comes first, and its own figures rule', async (t) => {
  // 1000 = 2 pallets (960) + 1 carton (24) + 16 loose.
  t.same(packedLoad(1000, bucket), {
    weight_g: { known: 2 * 650_000 + 31_000 + 16 * 1250, complete: true },
    volume_ml: { known: 2 * 1_400_000 + 60_000 + 16 * 6200, complete: true },
    packages: [
      { level: 'pallet', count: 2 },
      { level: 'carton', count: 1 },
    ],
    loose: 16,
  });
  t.same(packedLoad(23, bucket).packages, []);
  t.same(packedLoad(0, bucket).weight_g, { known: 0, complete: true });
});

t.test('what is unknown makes the measure incomplete and counts for nothing but itself', async (t) => {
  const noCarton: PackedFigures = { ...bucket, packing: [{ ...carton, weight_g: null }] };
  const load = packedLoad(50, noCarton);
  t.same(load.weight_g, { known: 50 * 1250, complete: false }, 'the contents are known, the carton is not');
  t.same(load.volume_ml, { known: 2 * 60_000 + 2 * 6200, complete: true });
  const nothing: PackedFigures = { weight_g: null, volume_ml: null, packing: [] };
  t.same(packedLoad(3, nothing).weight_g, { known: null, complete: false }, 'not 0');
  const onlyCarton: PackedFigures = { ...nothing, packing: [carton] };
  t.same(packedLoad(48, onlyCarton).weight_g, { known: 62_000, complete: true });
  t.same(packedLoad(49, onlyCarton).weight_g, { known: 62_000, complete: false });
});

const figure = fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: null });
const figures = fc.record({
  weight_g: figure,
  volume_ml: figure,
  packing: fc.uniqueArray(
    fc.record({
      level: fc.constantFrom('pack' as const, 'carton' as const, 'bale' as const, 'pallet' as const),
      quantity: fc.integer({ min: 2, max: 500 }),
      weight_g: figure,
      volume_ml: figure,
    }),
    { maxLength: 4, selector: (one) => one.quantity },
  ),
});

t.test(
  'packages and loose units add up to the quantity; complete means every figure used was known',
  async () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), figures, (quantity, item) => {
        const load = packedLoad(quantity, item);
        const held = (level: string) => item.packing.find((one) => one.level === level)?.quantity ?? 0;
        const packed = load.packages.reduce((sum, one) => sum + one.count * held(one.level), 0);
        if (new Set(item.packing.map(({ level }) => level)).size === item.packing.length) {
          if (packed + load.loose !== quantity) return false;
          const used = load.packages.map(
            ({ level }) => item.packing.find((one) => one.level === level)?.weight_g ?? null,
          );
          const figuresUsed = load.loose > 0 ? [...used, item.weight_g] : used;
          return load.weight_g.complete === !figuresUsed.includes(null);
        }
        return true;
      }),
    );
  },
);
