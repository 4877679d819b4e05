// The part of vrp.search._engine that makes plans and improves them.
#include "any_problem.h"
#include "arrays.h"
#include "bindings.h"
#include "border.h"
#include "genetic_search.h"
#include "recombination.h"
#include "savings.h"
#include "tour_search.h"

#include <nanobind/stl/pair.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using Plan = std::vector<std::pair<int, std::vector<int>>>;

std::vector<vrp::Assignment> to_assignments(const vrp::Problem& problem, const Plan& plan) {
    std::vector<vrp::Assignment> assignments;
    for (const auto& [kind, stops] : plan) assignments.push_back({kind, stops});
    vrp::check_plan(problem, assignments);
    return assignments;
}

// A plan in one row: for every route -1 less its kind, then its stops.
Array to_tour(const std::vector<vrp::Assignment>& assignments) {
    std::vector<int> tour;
    for (const vrp::Assignment& assignment : assignments) {
        tour.push_back(-1 - assignment.kind);
        tour.insert(tour.end(), assignment.stops.begin(), assignment.stops.end());
    }
    return to_array(std::move(tour));
}

std::vector<vrp::Assignment> from_tour(const vrp::Problem& problem, const Numbers& tour) {
    std::vector<vrp::Assignment> assignments;
    for (size_t i = 0; i < tour.size(); ++i) {
        if (tour(i) < 0)
            assignments.push_back({-1 - tour(i), {}});
        else if (assignments.empty())
            throw std::invalid_argument("a tour begins with the kind of a route");
        else
            assignments.back().stops.push_back(tour(i));
    }
    vrp::check_plan(problem, assignments);
    return assignments;
}

// Large problems have none, but their parts do.
const vrp::Problem& with_matrix(const vrp::Problem& problem) {
    if (problem.distances.empty()) throw std::invalid_argument("expected a problem with a matrix");
    return problem;
}

Plan to_python(const std::vector<vrp::Assignment>& assignments) {
    Plan plan;
    for (const vrp::Assignment& assignment : assignments)
        plan.emplace_back(assignment.kind, assignment.stops);
    return plan;
}

void bind_settings(nb::module_& module) {
    nb::class_<vrp::SearchSettings>(module, "SearchSettings")
        .def(nb::init<>())
        .def_rw("hot", &vrp::SearchSettings::hot)
        .def_rw("cold", &vrp::SearchSettings::cold)
        .def_rw("emptying_share", &vrp::SearchSettings::emptying_share)
        .def_prop_rw(
            "mean_removed", [](const vrp::SearchSettings& s) { return s.ruin.mean_removed; },
            [](vrp::SearchSettings& s, double value) { s.ruin.mean_removed = value; })
        .def_prop_rw(
            "longest_string", [](const vrp::SearchSettings& s) { return s.ruin.longest_string; },
            [](vrp::SearchSettings& s, int value) { s.ruin.longest_string = value; })
        .def_prop_rw(
            "insertion_neighbours",
            [](const vrp::SearchSettings& s) { return s.recreate.neighbours; },
            [](vrp::SearchSettings& s, int value) { s.recreate.neighbours = value; })
        .def_prop_rw(
            "blink_rate", [](const vrp::SearchSettings& s) { return s.recreate.blink_rate; },
            [](vrp::SearchSettings& s, double value) { s.recreate.blink_rate = value; })
        .def_prop_rw(
            "move_neighbours",
            [](const vrp::SearchSettings& s) { return s.local_search.neighbours; },
            [](vrp::SearchSettings& s, int value) { s.local_search.neighbours = value; });
}

} // namespace

void bind_searches(nb::module_& module) {
    bind_settings(module);
    nb::class_<vrp::Search>(module, "Search")
        .def(nb::new_([](const vrp::Problem& problem, const vrp::SearchSettings& settings,
                         uint64_t seed) { return vrp::make_search(problem, settings, seed); }),
             // Argument 1 is the class.
             "problem"_a, "settings"_a, "seed"_a, nb::keep_alive<0, 2>())
        .def("construct", &vrp::Search::construct, nb::call_guard<nb::gil_scoped_release>())
        .def(
            "run",
            [](vrp::Search& self, double seconds, int64_t iterations, double begin, double end) {
                return self.run({seconds, iterations, begin, end});
            },
            "seconds"_a, "iterations"_a, "begin"_a, "end"_a,
            nb::call_guard<nb::gil_scoped_release>())
        .def(
            "start_from",
            [](vrp::Search& self, const Plan& plan) {
                self.start_from(to_assignments(self.problem(), plan));
            },
            "plan"_a, nb::call_guard<nb::gil_scoped_release>())
        .def(
            "start_from_tour",
            [](vrp::Search& self, const Numbers& tour) {
                const std::vector<vrp::Assignment> assignments = from_tour(self.problem(), tour);
                const nb::gil_scoped_release released;
                self.start_from(assignments);
            },
            "tour"_a.noconvert())
        .def("current_tour", [](const vrp::Search& self) { return to_tour(self.current()); })
        .def("best_tour", [](const vrp::Search& self) { return to_tour(self.best()); })
        .def_prop_rw(
            "scale",
            [](const vrp::Search& self) {
                const vrp::CostScale scale = self.scale();
                return std::tuple(scale.mean_leg, scale.least_weight, scale.weight);
            },
            [](vrp::Search& self, std::tuple<double, double, double> scale) {
                const auto& [mean_leg, least_weight, weight] = scale;
                self.set_scale({mean_leg, least_weight, weight});
            })
        .def("current", [](const vrp::Search& self) { return to_python(self.current()); })
        .def("best", [](const vrp::Search& self) { return to_python(self.best()); })
        .def("current_value",
             [](const vrp::Search& self) {
                 const vrp::Value value = self.current_value();
                 return std::pair(value.unserved, value.cost);
             })
        .def("best_value",
             [](const vrp::Search& self) {
                 const vrp::Value value = self.best_value();
                 return std::pair(value.unserved, value.cost);
             })
        .def_prop_ro("problem", &vrp::Search::problem, nb::rv_policy::reference_internal)
        .def("between_stops", &vrp::Search::between_stops)
        .def("best_routes", &vrp::Search::best_routes)
        .def("best_unassigned", &vrp::Search::best_unassigned);

    module.def(
        "make_tour_search",
        [](const vrp::Problem& problem, double hot, double cold, int longest_stretch,
           uint64_t seed) {
            if (problem.kinds.empty()) throw std::invalid_argument("expected a kind of vehicle");
            if (problem.has_trips()) throw std::invalid_argument("a tour is one trip");
            return vrp::make_tour_search(problem, {hot, cold, longest_stretch}, seed);
        },
        "problem"_a, "hot"_a, "cold"_a, "longest_stretch"_a, "seed"_a, nb::keep_alive<0, 1>(),
        nb::call_guard<nb::gil_scoped_release>());
    module.def("make_genetic_search", &vrp::make_genetic_search, "problem"_a, "seed"_a,
               nb::keep_alive<0, 1>(), nb::call_guard<nb::gil_scoped_release>());
    module.def(
        "make_recombination",
        [](const vrp::Problem& problem, const vrp::SearchSettings& settings,
           uint64_t seed) -> std::unique_ptr<vrp::Search> {
            return std::make_unique<vrp::Recombination>(with_matrix(problem), settings, seed);
        },
        "problem"_a, "settings"_a, "seed"_a, nb::keep_alive<0, 1>(),
        nb::call_guard<nb::gil_scoped_release>());
}

void bind_constructions(nb::module_& module) {
    module.def(
        "savings",
        [](const vrp::Problem& problem) { return to_python(vrp::Savings(with_matrix(problem))()); },
        "problem"_a, nb::call_guard<nb::gil_scoped_release>());
    module.def(
        "nearest_neighbour",
        [](const vrp::Problem& problem) {
            return to_python(vrp::nearest_neighbour(with_matrix(problem)));
        },
        "problem"_a, nb::call_guard<nb::gil_scoped_release>());
    module.def(
        "random_insertion",
        [](const vrp::Problem& problem, const vrp::SearchSettings& settings, uint64_t seed) {
            return to_python(vrp::random_insertion(with_matrix(problem), settings.recreate, seed));
        },
        "problem"_a, "settings"_a, "seed"_a, nb::call_guard<nb::gil_scoped_release>());
    module.def(
        "value_of",
        [](const vrp::Problem& problem, const Plan& plan) {
            const vrp::Value value =
                vrp::value_of(with_matrix(problem), to_assignments(problem, plan));
            return std::pair(value.unserved, value.cost);
        },
        "problem"_a, "plan"_a, nb::call_guard<nb::gil_scoped_release>());
}
