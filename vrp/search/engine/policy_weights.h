// A policy's weights by their names, and the kinds of layers they are for.
#pragma once

#include "policy_product.h"

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

    const std::vector<float>& matrix(const std::string& name, size_t rows, size_t columns) const {
        const Tensor& tensor = at(name, 2);
        if (tensor.shape[0] != rows || tensor.shape[1] != columns)
            throw std::invalid_argument(name + " is not " + std::to_string(rows) + " by " +
                                        std::to_string(columns));
        return tensor.values;
    }

    size_t rows(const std::string& name) const { return at(name, 2).shape[0]; }

private:
    std::map<std::string, Tensor> tensors_;
};

// What the names of a layer's weights begin with.
inline std::string layer_name(size_t layer) {
    return "encoder.layers." + std::to_string(layer) + ".";
}

// y = W x + b, W stored by inputs, so that all outputs of one input are multiplied at once.
class Linear {
public:
    Linear(const Weights& weights, const std::string& name, size_t outs, size_t ins)
        : Linear(weights, name, outs, 0, ins, ins) {}

    // The columns first .. first + ins of a matrix of `columns`.
    Linear(const Weights& weights, const std::string& name, size_t outs, size_t first, size_t ins,
           size_t columns)
        : ins_(ins), outs_(outs), stride_(whole_lanes(outs)), by_input_(ins * stride_, 0.0F),
          bias_(stride_, 0.0F) {
        const std::vector<float>& weight = weights.matrix(name + ".weight", outs, columns);
        for (size_t out = 0; out < outs; ++out)
            for (size_t in = 0; in < ins; ++in)
                by_input_[in * stride_ + out] = weight[out * columns + first + in];
        if (first == 0 && weights.has(name + ".bias")) {
            const std::vector<float>& bias = weights.vector(name + ".bias", outs);
            std::copy(bias.begin(), bias.end(), bias_.begin());
        }
    }

    size_t outs() const { return outs_; }
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

    // The inputs of another one come behind those of this one.
    void append(const Linear& other) {
        if (other.outs_ != outs_) throw std::invalid_argument("the numbers of outputs differ");
        by_input_.insert(by_input_.end(), other.by_input_.begin(), other.by_input_.end());
        for (size_t out = 0; out < outs_; ++out) bias_[out] += other.bias_[out];
        ins_ += other.ins_;
    }

    // Of rows of inputs, rows of outputs, which may lie further apart.
    void operator()(const float* x, float* y, size_t rows) const { (*this)(x, y, rows, outs_); }
    void operator()(const float* x, float* y, size_t rows, size_t y_stride) const {
        multiply({x, ins_, by_input_.data(), stride_, ins_, outs_, y, y_stride}, rows,
                 [this](size_t, size_t out) { return load(&bias_[out]); });
    }

private:
    size_t ins_;
    size_t outs_;
    size_t stride_; // outputs and what fills them up to whole vectors
    std::vector<float> by_input_;
    std::vector<float> bias_;
};

// The same of columns: row i of the inputs has input i of all columns side by side, and so have the
// outputs. A column is one of a multiple of kLanes.
class ColumnLinear {
public:
    ColumnLinear(const Weights& weights, const std::string& name, size_t outs, size_t ins)
        : ins_(ins), weight_(weights.matrix(name + ".weight", outs, ins)), bias_(outs, 0.0F) {
        if (weights.has(name + ".bias")) bias_ = weights.vector(name + ".bias", outs);
    }

    size_t outs() const { return bias_.size(); }

    void operator()(const float* x, float* y, size_t columns) const {
        multiply({weight_.data(), ins_, x, columns, ins_, columns, y, columns}, outs(),
                 [this](size_t row, size_t) { return all(bias_[row]); });
    }

private:
    size_t ins_;
    std::vector<float> weight_;
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
