// A small random generator whose sequence is the same on every platform and standard library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace vrp {

// xoshiro256++ (Blackman & Vigna 2021), seeded through splitmix64.
class Random {
public:
    explicit Random(uint64_t seed) {
        for (uint64_t& word : state_) {
            seed += 0x9e3779b97f4a7c15ULL;
            uint64_t mixed = seed;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
            word = mixed ^ (mixed >> 31);
        }
    }

    uint64_t bits() {
        const uint64_t result = rotate(state_[0] + state_[3], 23) + state_[0];
        const uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate(state_[3], 45);
        return result;
    }

    // Uniform in [0, bound), bound > 0.
    int below(int bound) {
        return static_cast<int>(((bits() >> 32) * static_cast<uint64_t>(bound)) >> 32);
    }

    template <class List> void shuffle(List& list) {
        for (size_t i = list.size(); i > 1; --i)
            std::swap(list[i - 1], list[static_cast<size_t>(below(static_cast<int>(i)))]);
    }

    // Uniform in (0, 1].
    double unit() { return static_cast<double>((bits() >> 11) + 1) * 0x1.0p-53; }

private:
    static uint64_t rotate(uint64_t word, int by) { return (word << by) | (word >> (64 - by)); }

    uint64_t state_[4];
};

} // namespace vrp
