// A loop shared out among threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace vrp {

// Calls body(begin, end) on one range of 0 .. count for every thread, and waits for all.
template <class Body> void in_parallel(int threads, size_t count, Body body) {
    const auto parts =
        std::clamp<size_t>(static_cast<size_t>(threads), 1, std::max<size_t>(1, count));
    std::vector<std::thread> helpers;
    for (size_t part = 1; part < parts; ++part)
        helpers.emplace_back(body, part * count / parts, (part + 1) * count / parts);
    body(size_t{0}, count / parts);
    for (std::thread& helper : helpers) helper.join();
}

} // namespace vrp
