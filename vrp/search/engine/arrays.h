// Rows of integers as NumPy and the engine hand them to one another.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <utility>
#include <vector>

using Numbers =
    nanobind::ndarray<const int32_t, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;
using Array = nanobind::ndarray<nanobind::numpy, int32_t, nanobind::ndim<1>>;

// Hands the numbers over to NumPy, uncopied.
inline Array to_array(std::vector<int> numbers) {
    auto* kept = new std::vector<int>(std::move(numbers));
    const nanobind::capsule owner(
        kept, [](void* pointer) noexcept { delete static_cast<std::vector<int>*>(pointer); });
    return Array(kept->data(), {kept->size()}, owner);
}
