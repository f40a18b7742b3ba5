/* Vectors of floats as wide as the processor's, and what the loops do with them.

   GCC's and Clang's vector extensions, so that one source serves AVX-512, AVX2, SSE and NEON; intrinsics only where the
   extensions have no word for a single instruction. The exponential is a polynomial that stays in registers: its relative
   error is below (2 + |x|) 1e-7 (tests/models/test_native_step.py), its absolute one for x below 0 less than 3e-7. */

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-associative-math") /* a chain of fused multiply-adds is the shortest way, and stays in order */
#endif

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#if defined(__AVX__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define LANES 16
#elif defined(__AVX2__)
#define LANES 8
#else
#define LANES 4
#endif

typedef float lanes __attribute__((vector_size(4 * LANES), may_alias));
typedef float lanes_anywhere __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t ints __attribute__((vector_size(4 * LANES), may_alias));
typedef uint16_t halves __attribute__((vector_size(2 * LANES), aligned(2), may_alias));
#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("GCC unroll 16")

INLINE lanes every(float x) { return x - (lanes){}; }
INLINE lanes load(const float *from) { return *(const lanes_anywhere *)from; }
INLINE void store(float *to, lanes x) { *(lanes_anywhere *)to = x; }
INLINE lanes where(ints mask, lanes x) { return (lanes)((ints)x & mask); }
INLINE lanes choose(ints mask, lanes x, lanes y) { return (lanes)(((ints)x & mask) | ((ints)y & ~mask)); }

INLINE lanes larger(lanes x, lanes y) {
#if LANES == 16
    return _mm512_max_ps((__m512)x, (__m512)y);
#elif LANES == 8
    return _mm256_max_ps((__m256)x, (__m256)y);
#else
    return choose(x > y, x, y);
#endif
}

INLINE float total(lanes x) {
    float sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += x[lane];
    return sum;
}

INLINE float largest(lanes x) {
    float found = x[0];
    for (int lane = 1; lane < LANES; lane++) found = x[lane] > found ? x[lane] : found;
    return found;
}

/* 2 to the f for |f| <= 1/2 is a polynomial, fitted to the least relative error (2e-9); the whole part goes into the
   exponent. Anything below 2^-126 becomes 0 or nearly so. */
INLINE lanes exponential(lanes x) {
    lanes y = x * 1.44269504f;
#if LANES == 16
    lanes whole = _mm512_roundscale_ps((__m512)y, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#elif LANES == 8
    y = larger(every(-126.0f), y); /* in this order what is no number stays none */
    lanes whole = _mm256_round_ps((__m256)y, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#else
    y = larger(every(-126.0f), y); /* in this order what is no number stays none */
    lanes whole = __builtin_convertvector(__builtin_convertvector(y + choose(y < 0, every(-0.5f), every(0.5f)), ints), lanes);
#endif
    lanes f = y - whole;
    lanes p = every(0.00015345803694799542f);
    p = p * f + 0.0013399930903688073f;
    p = p * f + 0.009618489071726799f;
    p = p * f + 0.05550328642129898f;
    p = p * f + 0.24022646248340607f;
    p = p * f + 0.6931471824645996f;
    p = p * f + 1.0f;
#if LANES == 16
    return _mm512_scalef_ps((__m512)p, (__m512)whole);
#else
    return p * (lanes)((__builtin_convertvector(whole, ints) + 127) << 23);
#endif
}

/* bf16 is the upper half of a float. */
INLINE float from_bf16(uint16_t half) {
    uint32_t bits = (uint32_t)half << 16;
    float x;
    memcpy(&x, &bits, 4);
    return x;
}

INLINE uint16_t to_bf16(float x) { /* to the nearest, ties to even */
    uint32_t bits;
    memcpy(&bits, &x, 4);
    if (x != x) return 0x7fc0;
    return (uint16_t)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

INLINE lanes load_bf16(const uint16_t *from) {
    return (lanes)(__builtin_convertvector(*(const halves *)from, ints) << 16);
}

INLINE void store_bf16(uint16_t *to, lanes x) {
#if LANES == 16 && defined(__AVX512BF16__)
    __m256bh rounded = _mm512_cvtneps_pbh((__m512)x);
    memcpy(to, &rounded, sizeof rounded);
#else
    ints bits = (ints)x, rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    ints number = x == x;
    *(halves *)to = __builtin_convertvector((rounded & number) | (0x7fc0 & ~number), halves);
#endif
}

/* `left` numbers are left of the row: what a vector has beyond them is read as 0 and not written. */
INLINE lanes get(const void *from, int64_t at, int64_t left, int32_t is_bf16) {
    if (left >= LANES) return is_bf16 ? load_bf16((const uint16_t *)from + at) : load((const float *)from + at);
    lanes x = {};
    for (int lane = 0; lane < left; lane++)
        x[lane] = is_bf16 ? from_bf16(((const uint16_t *)from)[at + lane]) : ((const float *)from)[at + lane];
    return x;
}
INLINE void put(void *to, int64_t at, int64_t left, lanes x, int32_t is_bf16) {
    if (left >= LANES) {
        if (is_bf16)
            store_bf16((uint16_t *)to + at, x);
        else
            store((float *)to + at, x);
        return;
    }
    for (int lane = 0; lane < left; lane++) {
        if (is_bf16)
            ((uint16_t *)to)[at + lane] = to_bf16(x[lane]);
        else
            ((float *)to)[at + lane] = x[lane];
    }
}
INLINE lanes those(int64_t left, lanes x, float otherwise) { /* x where numbers are left */
    if (left >= LANES) return x;
    for (int64_t lane = left; lane < LANES; lane++) x[lane] = otherwise;
    return x;
}

#define OVER(width) for (int64_t i = 0, left = (width); i < (width); i += LANES, left -= LANES)
