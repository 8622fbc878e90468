import t from 'tap';
import { loadOf } from '../../src/dispatch/load.ts';

t.test('weights and volumes add up; what is unknown is said, never zero', (t) => {
  const tarpaulin = { quantity: 20, unit_weight_g: 4200, unit_volume_ml: 11_200, packing: [] };
  const blanket = { quantity: 50, unit_weight_g: 1600, unit_volume_ml: null, packing: [] };
  const unknown = { quantity: 3, unit_weight_g: null, unit_volume_ml: null, packing: [] };
  t.same(loadOf([tarpaulin]), { units: 20, weight_g: 84_000, volume_ml: 224_000, incomplete: false });
  t.same(loadOf([tarpaulin, blanket]), {
    units: 70,
    weight_g: 164_000,
    volume_ml: 224_000,
    incomplete: true,
  });
  t.same(loadOf([unknown]), { units: 3, weight_g: null, volume_ml: null, incomplete: true });
  t.same(loadOf([]), { units: 0, weight_g: null, volume_ml: null, incomplete: false });
  t.end();
});

t.test("a household's set is 37.6 kg and 128 l", (t) => {
  // tarpaulin ×2, tool kit, kitchen set A, mat ×5, hygiene parcel, lantern, jerrycan ×2 (grams and millilitres each)
  const set = [
    [2, 4200, 11_200],
    [1, 11_000, 36_000],
    [1, 5000, 24_300],
    [5, 860, 3000],
    [1, 8100, 26_000],
    [1, 560, 3790],
    [2, 140, 420],
  ].map(([quantity = 0, unit_weight_g = 0, unit_volume_ml = 0]) => ({
    quantity,
    unit_weight_g,
    unit_volume_ml,
    packing: [],
  }));
  t.match(loadOf(set), { weight_g: 37_640, volume_ml: 128_330, incomplete: false });
  t.end();
});

t.test('packages bear their own weight and volume; what is loose counts by the unit', (t) => {
  // 25 buckets, 12 nested in a carton of 16.4 kg and 30 l: two cartons and one bucket.
  const carton = { level: 'carton' as const, quantity: 12, weight_g: 16_400, volume_ml: 30_000 };
  const buckets = { quantity: 25, unit_weight_g: 1250, unit_volume_ml: 6200, packing: [carton] };
  t.same(loadOf([buckets]), { units: 25, weight_g: 34_050, volume_ml: 66_200, incomplete: false });
  const unmeasured = { ...buckets, packing: [{ ...carton, volume_ml: null }] };
  t.match(loadOf([unmeasured]), { weight_g: 34_050, incomplete: true });
  t.end();
});
