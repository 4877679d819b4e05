// The functions that a network's neurons need, on arrays, four numbers at a time in the compilers'
// own notation for vectors: every processor has these, and all of them give the same results.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace vrp {

inline constexpr size_t kLanes = 4;
using Lanes = float __attribute__((vector_size(16)));
using LaneBits = uint32_t __attribute__((vector_size(16)));

inline Lanes all(float value) { return Lanes{value, value, value, value}; }

inline Lanes load(const float* from) {
    Lanes lanes;
    std::memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

inline void store(Lanes lanes, float* to) { std::memcpy(to, &lanes, sizeof lanes); }

// Fewer than four numbers, and zeros: to copy a number of them that the compiler does not know
// takes longer.
inline Lanes load(const float* from, size_t count) {
    Lanes lanes = all(0.0F);
    std::memcpy(&lanes, from, count * sizeof(float));
    return lanes;
}

inline void store(Lanes lanes, float* to, size_t count) {
    std::memcpy(to, &lanes, count * sizeof(float));
}

inline float total(Lanes lanes) { return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]); }

inline Lanes select(LaneBits mask, Lanes one, Lanes other) {
    return (Lanes)((mask & (LaneBits)one) | (~mask & (LaneBits)other));
}

inline Lanes larger(Lanes one, Lanes other) { return select((LaneBits)(one > other), one, other); }

// e to the power of x to seven digits: 2^n times a polynomial, as in Cephes (Moshier 1989).
inline Lanes exponential(Lanes x) {
    const Lanes lowest = all(-87.0F);
    const Lanes highest = all(88.0F);
    x = select((LaneBits)(x < lowest), lowest, x);
    x = select((LaneBits)(x > highest), highest, x);
    // What is added to 1.5 * 2^23 is rounded to a whole number, n, in its lowest bits.
    const Lanes shift = all(12582912.0F);
    const Lanes shifted = x * all(1.44269504F) + shift;
    const Lanes n = shifted - shift;
    const Lanes rest = x - n * all(0.693359375F) + n * all(2.12194440e-4F);
    Lanes sum = all(1.9875691500e-4F);
    sum = sum * rest + all(1.3981999507e-3F);
    sum = sum * rest + all(8.3334519073e-3F);
    sum = sum * rest + all(4.1665795894e-2F);
    sum = sum * rest + all(1.6666665459e-1F);
    sum = sum * rest + all(5.0000001201e-1F);
    sum = sum * rest * rest + rest + all(1.0F);
    // In the exponent's place, n is a power of two.
    const LaneBits power = ((LaneBits)shifted + 127U) << 23;
    return sum * (Lanes)power;
}

inline float exponential(float x) { return exponential(all(x))[0]; }

inline Lanes sigmoid(Lanes x) { return all(1.0F) / (all(1.0F) + exponential(-x)); }

// Replaces every number by what `function` makes of it.
template <class Function> void apply(float* values, size_t count, Function function) {
    size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) store(function(load(values + i)), values + i);
    if (i < count) store(function(load(values + i, count - i)), values + i, count - i);
}

inline void apply_sigmoid(float* values, size_t count) {
    apply(values, count, [](Lanes x) { return sigmoid(x); });
}

inline void apply_silu(float* values, size_t count) {
    apply(values, count, [](Lanes x) { return x * sigmoid(x); });
}

// The largest of one number or more.
inline float largest(const float* values, size_t count) {
    Lanes found = all(values[0]);
    size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) found = larger(found, load(values + i));
    for (; i < count; ++i) found = larger(found, all(values[i]));
    return std::max(std::max(found[0], found[1]), std::max(found[2], found[3]));
}

// Replaces scores by what they weigh in their softmax, so that the largest one weighs 1: no power
// of e is too large. Returns the sum of the weights.
inline float soften(float* values, size_t count) {
    const Lanes highest = all(largest(values, count));
    Lanes sums = all(0.0F);
    size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        const Lanes weights = exponential(load(values + i) - highest);
        store(weights, values + i);
        sums += weights;
    }
    float sum = total(sums);
    for (; i < count; ++i) sum += values[i] = exponential(values[i] - highest[0]);
    return sum;
}

// Eight sums side by side: the order of additions is part of the result.
inline float dot(const float* one, const float* other, size_t count) {
    Lanes even = all(0.0F);
    Lanes odd = all(0.0F);
    size_t i = 0;
    for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
        even += load(one + i) * load(other + i);
        odd += load(one + i + kLanes) * load(other + i + kLanes);
    }
    for (; i < count; i += kLanes) {
        const size_t left = std::min(kLanes, count - i);
        even += load(one + i, left) * load(other + i, left);
    }
    return total(even + odd);
}

inline float sum(const float* values, size_t count) {
    Lanes sums = all(0.0F);
    size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) sums += load(values + i);
    if (i < count) sums += load(values + i, count - i);
    return total(sums);
}

inline void add_scaled(float* to, const float* values, float factor, size_t count) {
    const Lanes factors = all(factor);
    size_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
        store(load(to + i) + load(values + i) * factors, to + i);
    for (; i < count; ++i) to[i] += values[i] * factor;
}

inline void add_products(float* to, const float* one, const float* other, size_t count) {
    size_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
        store(load(to + i) + load(one + i) * load(other + i), to + i);
    for (; i < count; ++i) to[i] += one[i] * other[i];
}

} // namespace vrp
