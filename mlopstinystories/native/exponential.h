/* The exponential of vectors of floats; the including file says with LANES and the types `vec` and `ivec` how wide they
   are. It is the same number in every lane and at every width, so that sums of it are too. */

static inline vec choose(ivec mask, vec a, vec b) { return (vec)((mask & (ivec)a) | (~mask & (ivec)b)); }

/* exp to about 2 units in the last place; 0 below the range of fp32, the largest powers at its other end. */
static inline vec exponential(vec x) {
    const float ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
    vec held = choose(x > 88.0f, (vec){0} + 88.0f, x);
    held = choose(held < -87.0f, (vec){0} - 87.0f, held);
    vec n = held * 1.44269504088896341f + 12582912.0f; /* 1.5 × 2^23: rounds to an integer, which stands in the low bits */
    ivec power = (ivec)n << 23;
    n = n - 12582912.0f;
    vec r = held - n * ln2_high - n * ln2_low;
    vec p = 1.9875691500e-4f * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f, p = p * r + 4.1665795894e-2f, p = p * r + 1.6666665459e-1f, p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    p = choose(x < -87.0f, (vec){0}, (vec)((ivec)p + power));
    return choose(x == x, p, x); /* whatever bits the not-a-number has */
}
