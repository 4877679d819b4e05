// Geometric cooling over a slice of a run, by the clock or by the iterations.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

namespace vrp {

// A part of a run: it ends with the seconds or the iterations, whichever come first, while the
// annealing goes from fraction `begin` to fraction `end` of its schedule.
struct Slice {
    double seconds = std::numeric_limits<double>::infinity();
    int64_t iterations = std::numeric_limits<int64_t>::max();
    double begin = 0.0;
    double end = 1.0;
};

// From the first temperature to the last one of a whole run, in units of `unit`.
struct Cooling {
    double hot;
    double cold;
    double unit;
    int iterations_per_clock; // looked at, and the temperature adapted, that rarely
};

// Calls step(temperature) until the slice ends; how many times.
template <class Step> int64_t cool_down(const Cooling& cooling, const Slice& slice, Step step) {
    using Clock = std::chrono::steady_clock;
    const auto started = Clock::now();
    const double rate = std::log(cooling.cold / cooling.hot);
    double temperature = 0.0;
    int64_t done = 0;
    for (; done < slice.iterations; ++done) {
        if (done % cooling.iterations_per_clock == 0) {
            const std::chrono::duration<double> elapsed = Clock::now() - started;
            if (elapsed.count() >= slice.seconds) break;
            const double spent =
                std::max(elapsed.count() / slice.seconds,
                         static_cast<double>(done) / static_cast<double>(slice.iterations));
            const double fraction = slice.begin + (slice.end - slice.begin) * spent;
            temperature = cooling.hot * cooling.unit * std::exp(rate * fraction);
        }
        step(temperature);
    }
    return done;
}

} // namespace vrp
