// A square matrix as the search reads it.
#pragma once

#include "large_pages.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace vrp {

// A leg where there is no way.
inline constexpr int kNoWay = (1 << 29) - 1;

// With its transpose, so that "from any place to u" is one contiguous row as well.
class Matrix {
public:
    // The legs between some places of a plane or a table.
    template <class Source>
    Matrix(const Source& source, const std::vector<int>& places)
        : width_(static_cast<int>(places.size())), cells_(places.size() * places.size()) {
        source.matrix(places, cells_.data());
        if (!Source::kSymmetric) compare();
        if (!symmetric_) transpose();
    }

    // Nothing but zeros: every row is the same one.
    static Matrix zeros(int places) {
        Matrix matrix;
        matrix.cells_.assign(static_cast<size_t>(places), 0);
        return matrix;
    }

    int at(int from, int to) const { return cells_[index(from, to)]; }
    const int* from(int place) const { return cells_.data() + index(place, 0); }
    const int* to(int place) const {
        return (symmetric_ ? cells_ : transposed_).data() + index(place, 0);
    }
    bool symmetric() const { return symmetric_; }
    // Whether legs are as long either way, where there is a way at all.
    bool turnable() const { return turnable_; }

private:
    Matrix() = default;

    // Both go block by block: a walk along columns would miss the cache at every step.
    static constexpr int kBlock = 16;

    void compare() {
        for (int top = 0; top < width_; top += kBlock)
            for (int left = 0; left <= top; left += kBlock)
                for (int row = top; row < std::min(top + kBlock, width_); ++row)
                    for (int column = left; column < std::min(left + kBlock, row); ++column)
                        if (at(row, column) != at(column, row)) {
                            symmetric_ = false;
                            if (std::max(at(row, column), at(column, row)) < kNoWay) {
                                turnable_ = false;
                                return;
                            }
                        }
    }

    void transpose() {
        transposed_.resize(cells_.size());
        for (int top = 0; top < width_; top += kBlock)
            for (int left = 0; left < width_; left += kBlock)
                for (int column = left; column < std::min(left + kBlock, width_); ++column)
                    for (int row = top; row < std::min(top + kBlock, width_); ++row)
                        transposed_[index(column, row)] = at(row, column);
    }

    size_t index(int row, int column) const {
        return static_cast<size_t>(row) * static_cast<size_t>(width_) + static_cast<size_t>(column);
    }

    int width_ = 0;
    LargeArray<int> cells_;
    LargeArray<int> transposed_;
    bool symmetric_ = true;
    bool turnable_ = true;
};

} // namespace vrp
