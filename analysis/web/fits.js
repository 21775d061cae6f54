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

const dot = (u, v) => u.reduce((total, w, i) => total + w * v[i], 0);

function clusterWeights(q, inside) {
  // CR2 weights of one group's rows on the constant and on the year. q: orthonormal columns, constant and year.
  const sum = (j, k) => inside.reduce((a, i) => a + q[j][i] * q[k][i], 0);
  const [a, b, c] = [sum(0, 0), sum(0, 1), sum(1, 1)]; // S = own'own, 2 x 2
  const middle = (a + c) / 2, apart = Math.hypot((a - c) / 2, b), angle = Math.atan2(2 * b, a - c) / 2;
  const [root1, root2] = [middle + apart, middle - apart].map((s) => (1 - s > 1e-12 ? 1 / Math.sqrt(1 - s) : 0));
  const [x, z] = [Math.cos(angle), Math.sin(angle)];
  const off = x * z * (root1 - root2); // the symmetric inverse root of I - S, column by column
  return [[x * x * root1 + z * z * root2, off], [off, z * z * root1 + x * x * root2]].map((f) => {
    const s = [a * f[0] + b * f[1], b * f[0] + c * f[1]];
    const row = q[0].map((_, i) => -(q[0][i] * s[0] + q[1][i] * s[1]));
    for (const i of inside) row[i] += q[0][i] * f[0] + q[1][i] * f[1];
    return row;
  });
}

function clustered(q, y, groups) {
  // Covariance of the two coefficients on q, and Satterthwaite's degrees of freedom of the slope.
  const weights = groups.map((inside) => clusterWeights(q, inside));
  const covariance = (j, k) => weights.reduce((total, w) => total + dot(w[j], y) * dot(w[k], y), 0);
  const trace = weights.reduce((total, w) => total + dot(w[1], w[1]), 0);
  const squares = weights.reduce((total, u) => total + weights.reduce((inner, v) => inner + dot(u[1], v[1]) ** 2, 0), 0);
  return { covariance: [covariance(0, 0), covariance(0, 1), covariance(1, 1)], df: trace * trace / squares };
}

function fitTrend(points, groupOf) {
  // The line with its 95% interval; null where there is none. With `groupOf` errors are CR2, the rows of a group being alike.
  const n = points.length, mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  if (n < 3) return null;
  const t = points.map((p) => p.year), y = points.map((p) => Math.log10(p.value));
  const t0 = mean(t), y0 = mean(y), dt = t.map((v) => v - t0);
  const sst = dot(dt, dt);
  if (sst === 0) return null;
  const slope = dt.reduce((a, v, i) => a + v * (y[i] - y0), 0) / sst;
  const ssr = dt.reduce((a, v, i) => a + (y[i] - y0 - slope * v) ** 2, 0);
  const sigma = Math.sqrt(ssr / (n - 2)), quantile = tQuantile(n - 2);
  let error = (away) => quantile * sigma * Math.sqrt(1 / n + away ** 2 / sst); // of the line, so many years from the mean
  let half = quantile * sigma / Math.sqrt(sst);
  if (groupOf) {
    const q = [t.map(() => 1 / Math.sqrt(n)), dt.map((v) => v / Math.sqrt(sst))], groups = new Map();
    points.forEach((p, i) => groups.set(groupOf(p), [...(groups.get(groupOf(p)) ?? []), i]));
    const found = clustered(q, y, [...groups.values()]), wide = tQuantile(Math.max(found.df, 1)), [v00, v01, v11] = found.covariance;
    half = wide * Math.sqrt(v11 / sst);
    error = (away) => wide * Math.sqrt(Math.max(0, v00 / n + 2 * v01 * away / Math.sqrt(n * sst) + v11 * away ** 2 / sst));
  }
  const line = (year) => {
    const away = year - t0, centre = y0 + slope * away, se = error(away);
    const next = quantile * sigma * Math.sqrt(1 + 1 / n + away ** 2 / sst); // of one new row, as TrendFit.predict
    return { year, value: 10 ** centre, low: 10 ** (centre - se), high: 10 ** (centre + se), next_low: 10 ** (centre - next), next_high: 10 ** (centre + next) };
  };
  const first = Math.min(...t), last = Math.max(...t), steps = 40;
  return { n, slope, growth: 10 ** (2 * slope), low: 10 ** (2 * (slope - half)), high: 10 ** (2 * (slope + half)), at: line,
    doubling: Math.log10(2) / slope, line: Array.from({ length: steps + 1 }, (_, i) => line(first + (last - first) * i / steps)) };
}
