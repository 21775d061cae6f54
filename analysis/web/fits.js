// Fits of the page: least squares of log10(value) on the decimal year as statistics.growth does it, and for devices the errors
// CR2 by vendor and generation of statistics.covariance. Nothing here touches the page.
const Z = 1.959963984540054; // the normal quantile that t nears

function tQuantile(df) {
  // The 97.5% quantile of Student's t: from a table in steps of 0.05 up to 50, beyond by its series in 1 / df.
  if (df > 50) return Z + (Z ** 3 + Z) / (4 * df) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * df * df);
  const at = (df - 1) / 0.05, below = Math.floor(at + 1e-9), table = DATA.t_quantiles;
  if (at - below < 1e-9) return table[below];
  const [low, high] = [1 + 0.05 * below, 1.05 + 0.05 * below]; // between two the logarithm is nearly straight in 1 / df
  const share = (1 / df - 1 / low) / (1 / high - 1 / low);
  return table[below] ** (1 - share) * table[below + 1] ** share;
}

function clusterSlope(q, y, groups, sst) {
  // Variance and Satterthwaite's degrees of freedom of the slope. q: orthonormal columns, constant and year; groups: row indices.
  const weights = groups.map((inside) => {
    const sum = (j, k) => inside.reduce((a, i) => a + q[j][i] * q[k][i], 0);
    const [a, b, c] = [sum(0, 0), sum(0, 1), sum(1, 1)]; // S = own'own, 2 x 2
    const middle = (a + c) / 2, apart = Math.hypot((a - c) / 2, b), angle = Math.atan2(2 * b, a - c) / 2;
    const [root1, root2] = [middle + apart, middle - apart].map((s) => (1 - s > 1e-12 ? 1 / Math.sqrt(1 - s) : 0));
    const [x, z] = [Math.cos(angle), Math.sin(angle)];
    const f = [x * z * (root1 - root2), z * z * root1 + x * x * root2]; // the year's column of the symmetric inverse root
    const s = [a * f[0] + b * f[1], b * f[0] + c * f[1]];
    const row = y.map((_, i) => -(q[0][i] * s[0] + q[1][i] * s[1]));
    for (const i of inside) row[i] += q[0][i] * f[0] + q[1][i] * f[1];
    return row;
  });
  const dot = (u, v) => u.reduce((total, w, i) => total + w * v[i], 0);
  const variance = weights.reduce((total, w) => total + dot(w, y) ** 2, 0) / sst;
  const trace = weights.reduce((total, w) => total + dot(w, w), 0);
  const squares = weights.reduce((total, u) => total + weights.reduce((inner, v) => inner + dot(u, v) ** 2, 0), 0);
  return { variance, df: trace * trace / squares };
}

function fitTrend(points, groupOf) {
  // The line with its 95% interval; null where there is none. With `groupOf` errors are CR2, the rows of a group being alike.
  const n = points.length, mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  if (n < 3) return null;
  const t = points.map((p) => p.year), y = points.map((p) => Math.log10(p.value));
  const t0 = mean(t), y0 = mean(y), dt = t.map((v) => v - t0);
  const sst = dt.reduce((a, v) => a + v * v, 0);
  if (sst === 0) return null;
  const slope = dt.reduce((a, v, i) => a + v * (y[i] - y0), 0) / sst;
  const ssr = dt.reduce((a, v, i) => a + (y[i] - y0 - slope * v) ** 2, 0);
  const sigma = Math.sqrt(ssr / (n - 2)), quantile = tQuantile(n - 2);
  const line = (year) => {
    const centre = y0 + slope * (year - t0), se = quantile * sigma * Math.sqrt(1 / n + (year - t0) ** 2 / sst);
    return { year, value: 10 ** centre, low: 10 ** (centre - se), high: 10 ** (centre + se) };
  };
  let half = quantile * sigma / Math.sqrt(sst);
  if (groupOf) {
    const q = [t.map(() => 1 / Math.sqrt(n)), dt.map((v) => v / Math.sqrt(sst))];
    const groups = new Map();
    points.forEach((p, i) => groups.set(groupOf(p), [...(groups.get(groupOf(p)) ?? []), i]));
    const found = clusterSlope(q, y, [...groups.values()], sst);
    half = tQuantile(Math.max(found.df, 1)) * Math.sqrt(found.variance);
  }
  const first = Math.min(...t), last = Math.max(...t), steps = 40;
  return { n, slope, growth: 10 ** (2 * slope), low: 10 ** (2 * (slope - half)), high: 10 ** (2 * (slope + half)),
    doubling: Math.log10(2) / slope, line: Array.from({ length: steps + 1 }, (_, i) => line(first + (last - first) * i / steps)) };
}
