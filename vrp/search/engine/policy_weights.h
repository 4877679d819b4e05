// A policy's weights by their names, and the two kinds of layers they are for.
#pragma once

#include "policy_math.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace vrp {

struct Tensor {
    std::vector<float> values;
    std::vector<size_t> shape;
};

class Weights {
public:
    void add(const std::string& name, Tensor tensor) { tensors_[name] = std::move(tensor); }
    bool has(const std::string& name) const { return tensors_.count(name) > 0; }

    const Tensor& at(const std::string& name, size_t axes) const {
        const auto found = tensors_.find(name);
        if (found == tensors_.end()) throw std::invalid_argument("no weights named " + name);
        if (found->second.shape.size() != axes)
            throw std::invalid_argument(name + " has not " + std::to_string(axes) + " axes");
        return found->second;
    }

    const std::vector<float>& vector(const std::string& name, size_t size) const {
        const Tensor& tensor = at(name, 1);
        if (tensor.shape[0] != size)
            throw std::invalid_argument(name + " has not " + std::to_string(size) + " elements");
        return tensor.values;
    }

private:
    std::map<std::string, Tensor> tensors_;
};

// y = W x + b, W stored by inputs, so that all outputs of one input are multiplied at once.
class Linear {
public:
    Linear(const Weights& weights, const std::string& name, size_t outs, size_t ins)
        : Linear(weights, name, outs, 0, ins, ins) {}

    // The columns first .. first + ins of a matrix of `columns`.
    Linear(const Weights& weights, const std::string& name, size_t outs, size_t first, size_t ins,
           size_t columns)
        : ins_(ins), outs_(outs), stride_((outs + kLanes - 1) / kLanes * kLanes),
          by_input_(ins * stride_, 0.0F), bias_(stride_, 0.0F) {
        const Tensor& weight = weights.at(name + ".weight", 2);
        if (weight.shape[0] != outs || weight.shape[1] != columns)
            throw std::invalid_argument(name + ".weight is not " + std::to_string(outs) + " by " +
                                        std::to_string(columns));
        for (size_t out = 0; out < outs; ++out)
            for (size_t in = 0; in < ins; ++in)
                by_input_[in * stride_ + out] = weight.values[out * columns + first + in];
        if (first == 0 && weights.has(name + ".bias")) {
            const std::vector<float>& bias = weights.vector(name + ".bias", outs);
            std::copy(bias.begin(), bias.end(), bias_.begin());
        }
    }

    // Of all outputs to one input.
    const float* input(size_t in) const { return by_input_.data() + in * stride_; }

    // Output `out` becomes what output order[out] was.
    void reorder(const std::vector<size_t>& order) {
        const std::vector<float> before = by_input_;
        const std::vector<float> bias = bias_;
        for (size_t out = 0; out < outs_; ++out) {
            for (size_t in = 0; in < ins_; ++in)
                by_input_[in * stride_ + out] = before[in * stride_ + order[out]];
            bias_[out] = bias[order[out]];
        }
    }

    // Of rows of inputs, rows of outputs.
    void operator()(const float* x, float* y, size_t rows) const {
        size_t row = 0;
        for (; row + 4 <= rows; row += 4) apply<4, 2>(x + row * ins_, y + row * outs_);
        for (; row < rows; ++row) apply<1, 8>(x + row * ins_, y + row * outs_);
    }

private:
    // Blocks of so many rows and vectors of outputs, whose sums stay in registers.
    template <size_t Rows, size_t Vectors> void apply(const float* x, float* y) const {
        size_t out = 0;
        for (; out + Vectors * kLanes <= stride_; out += Vectors * kLanes)
            apply_block<Rows, Vectors>(x, y, out);
        for (; out < stride_; out += kLanes) apply_block<Rows, 1>(x, y, out);
    }

    template <size_t Rows, size_t Vectors>
    void apply_block(const float* x, float* y, size_t out) const {
        Lanes sums[Rows][Vectors];
        for (size_t row = 0; row < Rows; ++row)
            for (size_t v = 0; v < Vectors; ++v) sums[row][v] = load(&bias_[out + v * kLanes]);
        const float* weight = by_input_.data() + out;
        for (size_t in = 0; in < ins_; ++in, weight += stride_)
            for (size_t v = 0; v < Vectors; ++v) {
                const Lanes weights = load(weight + v * kLanes);
                for (size_t row = 0; row < Rows; ++row)
                    sums[row][v] += weights * all(x[row * ins_ + in]);
            }
        for (size_t row = 0; row < Rows; ++row)
            for (size_t v = 0; v < Vectors; ++v) {
                const size_t first = out + v * kLanes;
                float* to = y + row * outs_ + first;
                if (first + kLanes <= outs_)
                    store(sums[row][v], to);
                else
                    store(sums[row][v], to, outs_ - first);
            }
    }

    size_t ins_;
    size_t outs_;
    size_t stride_; // outputs and what fills them up to whole vectors
    std::vector<float> by_input_;
    std::vector<float> bias_;
};

// Every row to mean 0 and variance 1, then scaled and shifted (Ba et al. 2016).
class LayerNorm {
public:
    LayerNorm(const Weights& weights, const std::string& name, size_t width)
        : weight_(weights.vector(name + ".weight", width)),
          bias_(weights.vector(name + ".bias", width)) {}

    void operator()(const float* x, float* y, size_t rows) const {
        const size_t width = weight_.size();
        for (size_t row = 0; row < rows; ++row, x += width, y += width) normalise(x, y);
    }

private:
    static constexpr float kEpsilon = 1e-5F;

    void normalise(const float* x, float* y) const {
        const size_t width = weight_.size();
        const float mean = sum(x, width) / static_cast<float>(width);
        for (size_t i = 0; i < width; ++i) y[i] = x[i] - mean;
        const float variance = dot(y, y, width) / static_cast<float>(width);
        const float scale = 1.0F / std::sqrt(variance + kEpsilon);
        for (size_t i = 0; i < width; ++i) y[i] = y[i] * scale * weight_[i] + bias_[i];
    }

    std::vector<float> weight_;
    std::vector<float> bias_;
};

} // namespace vrp
