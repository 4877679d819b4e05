// An order in which places close to one another come close to one another: a nearest neighbour
// tour.
#pragma once

#include <algorithm>
#include <vector>

namespace vrp {

// The places of a square matrix from number `first` on, in the order of a tour that begins there.
inline std::vector<int> nearest_tour(const int* legs, size_t places, size_t first) {
    std::vector<int> tour;
    std::vector<unsigned> visited(places, 0); // all bits set where visited: no leg is as long
    std::fill_n(visited.begin(), std::min(first, places), ~0U);
    std::vector<unsigned> row(places);
    for (size_t at = first; tour.size() + first < places;) {
        tour.push_back(static_cast<int>(at));
        visited[at] = ~0U;
        const int* from = legs + at * places;
        unsigned shortest = ~0U;
        for (size_t to = 0; to < places; ++to) {
            row[to] = static_cast<unsigned>(from[to]) | visited[to];
            shortest = std::min(shortest, row[to]);
        }
        at = static_cast<size_t>(std::find(row.begin(), row.end(), shortest) - row.begin());
    }
    return tour;
}

} // namespace vrp
