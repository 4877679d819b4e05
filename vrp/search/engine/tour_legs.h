// What the search of one tour asks for legs: a matrix, or points on a plane.
#pragma once

#include "problem.h"

namespace vrp {

class MatrixLegs {
public:
    explicit MatrixLegs(const Problem& problem) : matrix_(problem.distance()) {}
    int operator()(int from, int to) const { return matrix_.at(from, to); }

private:
    const Matrix& matrix_;
};

class PlaneLegs {
public:
    explicit PlaneLegs(const Problem& problem) : plane_(std::get<Plane>(problem.legs[0])) {}
    int operator()(int from, int to) const {
        // Nowhere, where open routes end, is on no plane.
        const int nowhere = plane_.places() - 1;
        return from == nowhere || to == nowhere ? 0 : plane_.at(from, to);
    }

private:
    const Plane& plane_;
};

} // namespace vrp
