// A loop shared out among threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace vrp {

// Threads that are waited for whichever way their scope is left: one that is still to be joined
// would end the process.
class Helpers {
public:
    Helpers() = default;
    Helpers(const Helpers&) = delete;
    Helpers& operator=(const Helpers&) = delete;
    ~Helpers() {
        for (std::thread& thread : threads_) thread.join();
    }

    template <class Work> void start(Work work) { threads_.emplace_back(work); }

private:
    std::vector<std::thread> threads_;
};

// Calls body(begin, end) on one range of 0 .. count for every thread, and waits for all. Throws
// what the first of the ranges throws that fails, whichever thread it is on.
template <class Body> void in_parallel(int threads, size_t count, const Body& body) {
    const auto parts =
        std::clamp<size_t>(static_cast<size_t>(threads), 1, std::max<size_t>(1, count));
    std::vector<std::exception_ptr> failures(parts);
    const auto run = [&](size_t part) noexcept {
        try {
            body(part * count / parts, (part + 1) * count / parts);
        } catch (...) {
            failures[part] = std::current_exception();
        }
    };
    {
        Helpers helpers;
        for (size_t part = 1; part < parts; ++part) helpers.start([&run, part] { run(part); });
        run(0);
    }
    for (const std::exception_ptr& failure : failures)
        if (failure) std::rethrow_exception(failure);
}

} // namespace vrp
