// A matrix that somebody else keeps: a large problem looks its legs up there, and its parts get
// matrices of their own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace vrp {

// Some places of a square matrix, in an order of their own. Nowhere stands behind them, at no
// distance from any, as every place is from itself.
class Table {
public:
    static constexpr bool kSymmetric = false; // not known to be

    Table(std::shared_ptr<const int> cells, size_t width, std::vector<int> rows)
        : cells_(std::move(cells)), width_(width), rows_(std::move(rows)) {}

    int places() const { return static_cast<int>(rows_.size()) + 1; }

    int at(int from, int to) const {
        const int nowhere = places() - 1;
        if (from == to || from == nowhere || to == nowhere) return 0;
        return row(from)[rows_[static_cast<size_t>(to)]];
    }

    // Writes the matrix of some places, of which only the last may be the nowhere, row by row.
    void matrix(const std::vector<int>& kept, int* cells) const {
        const size_t ends = !kept.empty() && kept.back() == places() - 1;
        std::vector<int> columns;
        for (size_t i = 0; i < kept.size() - ends; ++i)
            columns.push_back(rows_[static_cast<size_t>(kept[i])]);
        for (size_t i = 0; i < columns.size(); ++i, cells += kept.size()) {
            const int* from = row(kept[i]);
            for (size_t j = 0; j < columns.size(); ++j) cells[j] = from[columns[j]];
            if (ends) cells[columns.size()] = 0;
            cells[i] = 0;
        }
        if (ends) std::fill_n(cells, kept.size(), 0);
    }

    // Writes the legs from a place to the first `count` places.
    void from(int place, size_t count, int* legs) const {
        const int* there = row(place);
        for (size_t i = 0; i < count; ++i) legs[i] = there[rows_[i]];
    }

    // Writes the legs to some places from the first `count` places, one place after another. Where
    // the places lie side by side in the matrix, that reads whole lines of the cache.
    void to(std::span<const int> places, size_t count, int* legs) const {
        constexpr size_t kRows = 16;
        const int* rows[kRows] = {};
        for (size_t first = 0; first < count; first += kRows) {
            const size_t last = std::min(first + kRows, count);
            for (size_t i = first; i < last; ++i) rows[i - first] = row(static_cast<int>(i));
            for (size_t k = 0; k < places.size(); ++k) {
                const int column = rows_[static_cast<size_t>(places[k])];
                int* to = legs + k * count;
                for (size_t i = first; i < last; ++i) to[i] = rows[i - first][column];
            }
        }
    }

    // Some of the places, as they follow one another in the matrix.
    std::vector<int> by_row(int count) const {
        std::vector<int> order(static_cast<size_t>(count));
        for (int place = 0; place < count; ++place) order[static_cast<size_t>(place)] = place;
        std::sort(order.begin(), order.end(), [&](int one, int other) {
            return rows_[static_cast<size_t>(one)] < rows_[static_cast<size_t>(other)];
        });
        return order;
    }

private:
    const int* row(int place) const {
        return cells_.get() + width_ * static_cast<size_t>(rows_[static_cast<size_t>(place)]);
    }

    std::shared_ptr<const int> cells_;
    size_t width_;
    std::vector<int> rows_;
};

} // namespace vrp
