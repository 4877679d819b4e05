#include "bindings.h"
#include "policy.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using FloatArray = nb::ndarray<const float, nb::c_contig, nb::device::cpu>;
using Plan = std::vector<std::pair<int, std::vector<int>>>;

vrp::PolicyProblem to_problem(const std::string& name) {
    if (name == "atsp") return vrp::PolicyProblem::atsp;
    if (name == "acvrp") return vrp::PolicyProblem::acvrp;
    if (name == "acvrptw") return vrp::PolicyProblem::acvrptw;
    throw std::invalid_argument("there is no problem " + name);
}

using Arrays = std::map<std::string, FloatArray>;

// `size`: what an encoder of that kind has to know beside the weights.
template <class Encoder>
std::unique_ptr<vrp::Policy> to_policy(const Arrays& arrays, const std::string& problem,
                                       size_t size) {
    vrp::Weights weights;
    for (const auto& [name, array] : arrays) {
        vrp::Tensor tensor;
        tensor.values.assign(array.data(), array.data() + array.size());
        for (size_t axis = 0; axis < array.ndim(); ++axis)
            tensor.shape.push_back(array.shape(axis));
        weights.add(name, std::move(tensor));
    }
    return std::make_unique<vrp::Policy>(to_problem(problem),
                                         std::make_unique<const Encoder>(weights, size), weights);
}

template <class T> nb::object to_array(std::vector<T> values, size_t rows) {
    auto* kept = new std::vector<T>(std::move(values));
    nb::capsule owner(kept, [](void* data) noexcept { delete static_cast<std::vector<T>*>(data); });
    const size_t columns = rows == 0 ? 0 : kept->size() / rows;
    return nb::cast(nb::ndarray<nb::numpy, T>(kept->data(), {rows, columns}, owner));
}

// Candidates of every stop and the logits of their edges, by the numbers known outside; -1 and
// minus infinity where a list is short. Where all stops are candidates, they come in this order.
nb::object edge_logits(const vrp::EncodedProblem& encoded) {
    const vrp::PolicyView& view = encoded.view();
    const vrp::PolicyEncoding& encoding = encoded.encoding();
    const size_t length = encoding.candidates.length();
    std::vector<int> lists(view.stops() * length, -1);
    std::vector<float> logits(lists.size(), -std::numeric_limits<float>::infinity());
    for (size_t stop = 0; stop < view.stops(); ++stop) {
        const size_t row = static_cast<size_t>(view.number(stop)) * length;
        for (size_t rank = 0; rank < length; ++rank) {
            const auto other = static_cast<size_t>(encoding.candidates.of(stop)[rank]);
            if (other == stop) continue;
            const auto number = static_cast<size_t>(view.number(other));
            const size_t at = row + (encoding.candidates.all() ? number : rank);
            lists[at] = view.number(other);
            logits[at] = encoding.edge_logits[stop * length + rank];
        }
    }
    return nb::make_tuple(to_array(std::move(lists), view.stops()),
                          to_array(std::move(logits), view.stops()));
}

} // namespace

void bind_policies(nb::module_& module) {
    nb::class_<vrp::Policy>(module, "Policy")
        .def("pair_bytes", &vrp::Policy::pair_bytes, "stops"_a)
        .def(
            "encode",
            [](const vrp::Policy& self, const vrp::Problem& problem, std::vector<int> order,
               bool for_plans, int threads) {
                if (problem.distances.empty())
                    throw std::invalid_argument("expected a problem with a matrix");
                return std::make_unique<vrp::EncodedProblem>(self, problem, std::move(order),
                                                             for_plans, threads);
            },
            "problem"_a, "order"_a, "for_plans"_a, "threads"_a, nb::keep_alive<0, 1>(),
            nb::keep_alive<0, 2>(), nb::call_guard<nb::gil_scoped_release>());

    module.def("sparse_policy", &to_policy<vrp::SparseEncoder>, "weights"_a, "problem"_a,
               "candidates"_a);
    module.def("dense_policy", &to_policy<vrp::DenseEncoder>, "weights"_a, "problem"_a, "heads"_a);

    nb::class_<vrp::EncodedProblem>(module, "EncodedProblem")
        .def(
            "rollouts",
            [](const vrp::EncodedProblem& self, size_t count, uint64_t seed, int threads) {
                std::vector<Plan> plans(count);
                const auto found = self.rollouts(count, seed, threads);
                for (size_t i = 0; i < count; ++i)
                    for (const vrp::Assignment& route : found[i])
                        plans[i].emplace_back(route.kind, route.stops);
                return plans;
            },
            "count"_a, "seed"_a, "threads"_a, nb::call_guard<nb::gil_scoped_release>())
        .def("edge_logits", &edge_logits);
}
