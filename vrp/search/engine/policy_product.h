// Products of matrices: rows of inputs with weights that lie by inputs, so that all outputs of one
// input are multiplied at once.
#pragma once

#include "policy_math.h"

namespace vrp {

// So many numbers, filled up to whole vectors.
inline constexpr size_t whole_lanes(size_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

// What is multiplied, and where it goes; a stride is how far apart rows begin. The weights of an
// input are filled up to whole vectors of outputs.
struct Product {
    const float* x;
    size_t x_stride;
    const float* weights;
    size_t weights_stride;
    size_t ins;
    size_t outs;
    float* y;
    size_t y_stride;
};

// Twice the lanes, for processors that have them.
using WideLanes = float __attribute__((vector_size(32)));

// Blocks of so many rows and vectors of outputs, whose sums stay in registers. Always inline: it is
// compiled for the processors that its caller is for.
template <class Vector, size_t Rows, size_t Vectors, class Initial>
[[gnu::always_inline]] inline void multiply_block(const Product& product, size_t first_row,
                                                  size_t out, const Initial& initial) {
    constexpr size_t lanes = sizeof(Vector) / sizeof(float);
    Vector sums[Rows][Vectors];
    for (size_t row = 0; row < Rows; ++row)
        for (size_t v = 0; v < Vectors; ++v)
            for (size_t lane = 0; lane < lanes; lane += kLanes) {
                const Lanes begin = initial(first_row + row, out + v * lanes + lane);
                std::memcpy(reinterpret_cast<float*>(&sums[row][v]) + lane, &begin, sizeof begin);
            }
    const float* x = product.x + first_row * product.x_stride;
    const float* weight = product.weights + out;
    for (size_t in = 0; in < product.ins; ++in, weight += product.weights_stride)
        for (size_t v = 0; v < Vectors; ++v) {
            Vector weights;
            std::memcpy(&weights, weight + v * lanes, sizeof weights);
            for (size_t row = 0; row < Rows; ++row)
                sums[row][v] += weights * x[row * product.x_stride + in];
        }
    for (size_t row = 0; row < Rows; ++row)
        for (size_t v = 0; v < Vectors; ++v) {
            const size_t first = out + v * lanes;
            float* to = product.y + (first_row + row) * product.y_stride + first;
            if (first + lanes <= product.outs)
                std::memcpy(to, &sums[row][v], sizeof(Vector));
            else
                std::memcpy(to, &sums[row][v], (product.outs - first) * sizeof(float));
        }
}

template <class Vector, size_t Rows, size_t Vectors, class Initial>
[[gnu::always_inline]] inline void multiply_rows(const Product& product, size_t first_row,
                                                 const Initial& initial) {
    constexpr size_t lanes = sizeof(Vector) / sizeof(float);
    const size_t outs = whole_lanes(product.outs);
    size_t out = 0;
    for (; out + Vectors * lanes <= outs; out += Vectors * lanes)
        multiply_block<Vector, Rows, Vectors>(product, first_row, out, initial);
    for (; out + lanes <= outs; out += lanes)
        multiply_block<Vector, Rows, 1>(product, first_row, out, initial);
    for (; out < outs; out += kLanes)
        multiply_block<Lanes, Rows, 1>(product, first_row, out, initial);
}

template <class Vector, class Initial>
[[gnu::always_inline]] inline void multiply_by(const Product& product, size_t rows,
                                               const Initial& initial) {
    size_t row = 0;
    for (; row + 4 <= rows; row += 4) multiply_rows<Vector, 4, 2>(product, row, initial);
    for (; row < rows; ++row) multiply_rows<Vector, 1, 8>(product, row, initial);
}

#ifdef __x86_64__
template <class Initial>
[[gnu::target("avx2")]] void multiply_wide(const Product& product, size_t rows,
                                           const Initial& initial) {
    multiply_by<WideLanes>(product, rows, initial);
}
#endif

// y = initial(row, output) + x times the weights, for so many rows. Every sum is made in the order
// of the inputs, so that no result depends on the blocks, the vectors, nor on which other rows
// there are.
template <class Initial>
void multiply(const Product& product, size_t rows, const Initial& initial) {
#ifdef __x86_64__
    static const bool is_wide = __builtin_cpu_supports("avx2");
    if (is_wide) return multiply_wide(product, rows, initial);
#endif
    multiply_by<Lanes>(product, rows, initial);
}

} // namespace vrp
