/**
 * From sound to the frames that Whisper reads (arXiv 2212.04356, section 2.2): 16,000 samples per second, a window of
 * 25 ms that moves by 10 ms, 80 bands on the mel scale, logarithms to base 10. One thing differs: for the fast Fourier
 * transform, each window of 400 samples is padded with zeros to 512.
 */

export const RATE = 16_000, WINDOW = 400, HOP = 160, BANDS = 80;
const SIZE = 512, BINS = SIZE / 2 + 1;
const hann = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));

/** Slaney's mel scale, as Whisper's filters have it: linear up to 1,000 Hz, then logarithmic. */
const mel = (hertz) => (hertz < 1000 ? (3 * hertz) / 200 : 15 + (27 * Math.log(hertz / 1000)) / Math.log(6.4));
const hertz = (mels) => (mels < 15 ? (200 * mels) / 3 : 1000 * Math.exp(((mels - 15) * Math.log(6.4)) / 27));
const edges = Array.from({ length: BANDS + 2 }, (_, i) => hertz((mel(RATE / 2) * i) / (BANDS + 1)));

/** The middle of a band (0 to 79) in Hz. */
export const pitch = (band) => edges[band + 1];

/** Each band's filter: a triangle over the bins of the transform, of area 1; only the bins under it: [first bin, weights]. */
/** @type {[number, Float64Array][]} */
const filters = Array.from({ length: BANDS }, (_, band) => {
  const [low, middle, high] = edges.slice(band, band + 3), bin = SIZE / RATE, first = Math.ceil(low * bin);
  return [first, Float64Array.from({ length: Math.floor(high * bin) - first + 1 }, (_, i) => {
    const f = (first + i) / bin;
    return (Math.max(0, Math.min((f - low) / (middle - low), (high - f) / (high - middle))) * 2) / (high - low);
  })];
});

const turns = Array.from({ length: SIZE / 2 }, (_, k) => [Math.cos((-2 * Math.PI * k) / SIZE), Math.sin((-2 * Math.PI * k) / SIZE)]);

/** The discrete Fourier transform in place (Cooley and Tukey); real and imaginary parts, SIZE long. */
function fft(re, im) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j], im[i], im[j]] = [re[j], re[i], im[j], im[i]];
  }
  for (let half = 1; half < n; half *= 2) {
    for (let k = 0; k < half; k++) {
      const [cos, sin] = turns[(k * n) / (2 * half)];
      for (let a = k; a < n; a += 2 * half) {
        const b = a + half, x = re[b] * cos - im[b] * sin, y = re[b] * sin + im[b] * cos;
        [re[b], im[b], re[a], im[a]] = [re[a] - x, im[a] - y, re[a] + x, im[a] + y];
      }
    }
  }
}

/** Samples (−1 to 1, RATE per second) as frames: a list of Float32Array(BANDS), log10 of the strength in each band, at least −10. */
export function spectrogram(samples) {
  const re = new Float64Array(SIZE), im = new Float64Array(SIZE), power = new Float64Array(BINS);
  return Array.from({ length: Math.floor(samples.length / HOP) }, (_, frame) => {
    re.fill(0);
    im.fill(0);
    for (let i = 0; i < WINDOW; i++) re[i] = (samples[frame * HOP + i - WINDOW / 2] ?? 0) * hann[i]; // the frame in the window's middle
    fft(re, im);
    for (let bin = 0; bin < BINS; bin++) power[bin] = re[bin] ** 2 + im[bin] ** 2;
    return Float32Array.from(filters, ([first, weights]) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i] * power[first + i];
      return Math.log10(Math.max(1e-10, sum));
    });
  });
}
