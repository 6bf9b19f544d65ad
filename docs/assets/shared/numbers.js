/** Numbers as the pages print them. */

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** A number's text with a real minus sign, and none before a zero that was rounded. */
const signed = (text) => text.replace(/^-(?=[0,.]*$)/, "").replace("-", "−");

/** A number (or BigInt) as the pages print it: whole ones without zeros after the point, 1,000 with its comma, and −∞. */
export function number(value, digits = 3) {
  if (typeof value === "bigint") return signed(value.toLocaleString("en-US"));
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "−∞" : "∞";
  return decimals(value, Number.isInteger(value) ? 0 : digits);
}

/** A number with a fixed number of decimals, or with at least `digits` and at most `most`. */
export const decimals = (value, digits, most = digits) =>
  signed(value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: most }));

/** A number of bytes: 2.4 MB. */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** A number with all significant digits, as a field shows it. */
export const exact = (value) => signed(value.toLocaleString("en-US", { maximumSignificantDigits: 15 }));

/** A large number by powers of ten: 3.14 · 10²³; below a million, written out. */
export function scientific(value, digits = 2) {
  if (!Number.isFinite(value) || (Math.abs(value) < 1e6 && Math.abs(value) >= 1e-3) || value === 0) return number(value, digits);
  const [factor, exponent] = value.toExponential(digits).split("e");
  return `${factor.replace("-", "−")} · 10${[...exponent.replace("+", "")].map((digit) => SUPERSCRIPTS[digit]).join("")}`;
}

/** A count with its noun: "1 token", "1,000 tokens"; many: the plural if it isn't the noun plus s. */
export const counted = (count, one, many = `${one}s`, print = number) => `${print(count)} ${Number(count) === 1 ? one : many}`;
