// Points on a plane, whose distances are computed where they are asked for: of a large problem that
// is all there is memory for, and its parts get matrices.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace vrp {

// The rule is that of vrp/plane.py, to the last bit: floor(distance * scale + offset), after the
// distance was raised to a whole number if `ceiled`; then divided by `divisor` and rounded, a tie
// to the even number. One more place stands behind the points: nowhere, at no distance from any.
class Plane {
public:
    static constexpr bool kSymmetric = true;

    Plane(std::vector<double> x, std::vector<double> y, double scale, double offset, bool ceiled,
          double divisor)
        : x_(std::move(x)), y_(std::move(y)), scale_(scale), offset_(offset), ceiled_(ceiled),
          divisor_(divisor) {}

    int places() const { return static_cast<int>(x_.size()) + 1; }

    int at(int from, int to) const {
        const auto [x, y] = point(from);
        return leg(x, y, point(to));
    }

    // Writes the matrix of some places, of which only the last may be the nowhere, row by row.
    void matrix(const std::vector<int>& kept, int* cells) const {
        const size_t ends = !kept.empty() && kept.back() == places() - 1;
        std::vector<double> x;
        std::vector<double> y;
        for (size_t i = 0; i < kept.size() - ends; ++i) {
            x.push_back(point(kept[i]).first);
            y.push_back(point(kept[i]).second);
        }
        for (size_t i = 0; i < x.size(); ++i, cells += kept.size()) {
            for (size_t j = 0; j < x.size(); ++j) cells[j] = leg(x[i], y[i], {x[j], y[j]});
            if (ends) cells[x.size()] = 0;
        }
        if (ends) std::fill_n(cells, kept.size(), 0);
    }

private:
    using Point = std::pair<double, double>;

    Point point(int place) const {
        return {x_[static_cast<size_t>(place)], y_[static_cast<size_t>(place)]};
    }

    int leg(double from_x, double from_y, const Point& to) const {
        const double east = from_x - to.first;
        const double north = from_y - to.second;
        double distance = std::sqrt(east * east + north * north);
        if (ceiled_) distance = std::ceil(distance);
        // Not negative, so cutting off the decimals is rounding down.
        const int rounded = static_cast<int>(distance * scale_ + offset_);
        return divisor_ == 1.0 ? rounded : static_cast<int>(std::nearbyint(rounded / divisor_));
    }

    std::vector<double> x_;
    std::vector<double> y_;
    double scale_;
    double offset_;
    bool ceiled_;
    double divisor_;
};

} // namespace vrp
