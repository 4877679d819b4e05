// The Python module vrp.search._engine.
#include "annealing.h"
#include "nearest.h"
#include "nearest_tour.h"
#include "policy_bindings.h"
#include "random_insertion.h"
#include "remoteness.h"
#include "savings.h"
#include "tour_search.h"
#include "valuation.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using SquareMatrix = nb::ndarray<const int32_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Plan = std::vector<std::pair<int, std::vector<int>>>;

using Points = nb::ndarray<const double, nb::shape<-1, 2>, nb::c_contig, nb::device::cpu>;
using Lists = nb::ndarray<const int32_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Numbers = nb::ndarray<const int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Array = nb::ndarray<nb::numpy, int32_t, nb::ndim<1>>;

// Hands the numbers over to NumPy, uncopied.
Array to_array(std::vector<int> numbers) {
    auto* kept = new std::vector<int>(std::move(numbers));
    const nb::capsule owner(
        kept, [](void* pointer) noexcept { delete static_cast<std::vector<int>*>(pointer); });
    return Array(kept->data(), {kept->size()}, owner);
}

// Nowhere is no place to be at.
void check_place(const vrp::Problem& problem, int place) {
    if (place < 0 || place >= problem.places - 1) throw std::out_of_range("there is no such place");
}

void check_places(const vrp::Problem& problem, int place, const Numbers& others) {
    check_place(problem, place);
    for (size_t i = 0; i < others.size(); ++i) check_place(problem, others(i));
}

// A list of stops for every stop.
std::vector<int> to_lists(const vrp::Problem& problem, const Lists& lists) {
    if (lists.shape(0) != problem.stops.size())
        throw std::invalid_argument("expected a list of neighbours for every stop");
    std::vector<int> stops(lists.data(), lists.data() + lists.size());
    for (const int stop : stops)
        if (stop >= problem.size()) throw std::out_of_range("there is no such stop");
    return stops;
}

// Shares the array with NumPy, which keeps it for as long.
vrp::Table to_table(const SquareMatrix& cells, const Numbers& rows) {
    if (cells.shape(0) != cells.shape(1)) throw std::invalid_argument("matrix is not square");
    for (size_t i = 0; i < rows.size(); ++i)
        if (rows(i) < 0 || static_cast<size_t>(rows(i)) >= cells.shape(0))
            throw std::out_of_range("the matrix has no such row");
    const auto owner = std::make_shared<SquareMatrix>(cells);
    return {std::shared_ptr<const int>(owner, owner->data()), cells.shape(0),
            std::vector<int>(rows.data(), rows.data() + rows.size())};
}

void add_legs(vrp::Problem& problem, const vrp::Legs& legs, bool in_parts) {
    const int places = std::visit([](const auto& given) { return given.places(); }, legs);
    if (places != problem.places) throw std::invalid_argument("legs are not between all places");
    if (in_parts) return problem.legs.push_back(legs);
    std::vector<int> all(static_cast<size_t>(places));
    std::iota(all.begin(), all.end(), 0);
    problem.add_matrix(legs, all);
}

void copy_loads(const std::vector<int>& loads, int* to) {
    if (loads.size() > vrp::kMaxLoadDimensions)
        throw std::invalid_argument("more than 8 load dimensions");
    std::copy(loads.begin(), loads.end(), to);
}

std::vector<vrp::Assignment> to_assignments(const Plan& plan) {
    std::vector<vrp::Assignment> assignments;
    for (const auto& [kind, stops] : plan) assignments.push_back({kind, stops});
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

std::vector<vrp::Assignment> from_tour(const Numbers& tour) {
    std::vector<vrp::Assignment> assignments;
    for (size_t i = 0; i < tour.size(); ++i) {
        if (tour(i) < 0)
            assignments.push_back({-1 - tour(i), {}});
        else if (assignments.empty())
            throw std::invalid_argument("a tour begins with the kind of a route");
        else
            assignments.back().stops.push_back(tour(i));
    }
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

} // namespace

NB_MODULE(_engine, module) {
    module.doc() = "Native search engine; see vrp.search for the way in.";
    module.attr("MAX_LOAD_DIMENSIONS") = vrp::kMaxLoadDimensions;
#ifdef VRP_DEBUG_CHECKS
    module.attr("DEBUG_CHECKS") = true;
#else
    module.attr("DEBUG_CHECKS") = false;
#endif

    nb::class_<vrp::Plane>(module, "Plane")
        .def(
            "__init__",
            [](vrp::Plane* self, const Points& points, double scale, double offset, bool ceiled,
               double divisor) {
                std::vector<double> x;
                std::vector<double> y;
                for (size_t i = 0; i < points.shape(0); ++i) {
                    x.push_back(points(i, 0));
                    y.push_back(points(i, 1));
                }
                new (self) vrp::Plane(std::move(x), std::move(y), scale, offset, ceiled, divisor);
            },
            "points"_a.noconvert(), "scale"_a, "offset"_a, "ceiled"_a, "divisor"_a);

    nb::class_<vrp::Table>(module, "Table")
        .def(
            "__init__",
            [](vrp::Table* self, const SquareMatrix& cells, const Numbers& rows) {
                new (self) vrp::Table(to_table(cells, rows));
            },
            "cells"_a.noconvert(), "rows"_a.noconvert());

    nb::class_<vrp::Problem>(module, "Problem")
        .def(
            "__init__",
            [](vrp::Problem* self, const vrp::Legs& distances, bool timed, int dimensions,
               bool in_parts) {
                new (self) vrp::Problem();
                const nb::gil_scoped_release released;
                self->places =
                    std::visit([](const auto& legs) { return legs.places(); }, distances);
                self->timed = timed;
                self->load_dimensions = dimensions;
                add_legs(*self, distances, in_parts);
            },
            "distances"_a, "timed"_a, "load_dimensions"_a, "in_parts"_a = false)
        .def(
            "add_durations",
            [](vrp::Problem& self, const vrp::Legs& durations) {
                const nb::gil_scoped_release released;
                add_legs(self, durations, !self.legs.empty());
            },
            "durations"_a)
        .def(
            "add_stop",
            [](vrp::Problem& self, const std::vector<int>& delivery, const std::vector<int>& pickup,
               int service, const std::vector<std::pair<int, int>>& windows, int64_t prize,
               int64_t priority, int release) {
                vrp::StopData stop;
                copy_loads(delivery, stop.delivery);
                copy_loads(pickup, stop.pickup);
                stop.service = service;
                stop.first_window = static_cast<int>(self.windows.size());
                stop.windows = static_cast<int>(windows.size());
                stop.prize = prize;
                stop.priority = priority;
                stop.release = release;
                for (const auto& [opens, closes] : windows) self.windows.push_back({opens, closes});
                self.stops.push_back(stop);
            },
            "delivery"_a, "pickup"_a, "service"_a, "windows"_a, "prize"_a, "priority"_a,
            "release"_a)
        .def(
            "add_kind",
            [](vrp::Problem& self, int slots, int start, int end, std::pair<int, int> leave,
               std::pair<int, int> finish, const std::vector<int>& capacity, int64_t max_distance,
               int64_t max_duration, int max_stops, int64_t fixed, int64_t per_distance,
               int64_t per_duration, int profile, const std::vector<int>& barred, int max_reloads,
               int reload) {
                vrp::Kind kind;
                kind.slots = slots;
                kind.start = start;
                kind.end = end;
                kind.leave = {leave.first, leave.second};
                kind.finish = {finish.first, finish.second};
                copy_loads(capacity, kind.capacity);
                kind.max_distance = std::min(max_distance, vrp::kUnlimited);
                kind.max_duration = std::min(max_duration, vrp::kUnlimited);
                kind.max_stops = max_stops;
                kind.fixed = fixed;
                kind.per_distance = per_distance;
                kind.per_duration = per_duration;
                kind.profile = profile;
                kind.max_reloads = max_reloads;
                kind.reload = reload;
                kind.allowed.assign(self.stops.size(), 1);
                for (const int stop : barred) kind.allowed.at(static_cast<size_t>(stop)) = 0;
                self.kinds.push_back(std::move(kind));
            },
            "slots"_a, "start"_a, "end"_a, "leave"_a, "finish"_a, "capacity"_a, "max_distance"_a,
            "max_duration"_a, "max_stops"_a, "fixed"_a, "per_distance"_a, "per_duration"_a,
            "profile"_a, "barred"_a, "max_reloads"_a, "reload"_a)
        .def(
            "finish",
            [](vrp::Problem& self, int neighbours, int threads) {
                self.number_and_pack();
                vrp::rank_neighbours(self, neighbours, threads);
            },
            "neighbours"_a, "threads"_a = 1, nb::call_guard<nb::gil_scoped_release>())
        .def(
            "finish_with",
            [](vrp::Problem& self, const Lists& neighbours) {
                self.finish_with(to_lists(self, neighbours), static_cast<int>(neighbours.shape(1)));
            },
            "neighbours"_a.noconvert())
        .def(
            "prefer",
            [](vrp::Problem& self, const Lists& lists) {
                const std::vector<int> stops = to_lists(self, lists);
                const nb::gil_scoped_release released;
                self.prefer(stops, static_cast<int>(lists.shape(1)));
            },
            "lists"_a.noconvert())
        .def(
            "neighbours_of",
            [](const vrp::Problem& self, int stop) {
                if (stop < 0 || stop >= self.size()) throw std::out_of_range("no such stop");
                const std::span<const int> neighbours = self.neighbours_of(stop);
                return std::vector<int>(neighbours.begin(), neighbours.end());
            },
            "stop"_a)
        .def_prop_ro("slots",
                     [](const vrp::Problem& self) {
                         std::vector<int> slots;
                         for (const vrp::Kind& kind : self.kinds) slots.push_back(kind.slots);
                         return slots;
                     })
        .def(
            "distances_to",
            [](const vrp::Problem& self, int place, const Numbers& from) {
                check_places(self, place, from);
                return to_array(self.distances_to(place, {from.data(), from.size()}));
            },
            "place"_a, "origins"_a.noconvert())
        .def(
            "distances_from",
            [](const vrp::Problem& self, int place, const Numbers& to) {
                check_places(self, place, to);
                return to_array(self.distances_from(place, {to.data(), to.size()}));
            },
            "place"_a, "destinations"_a.noconvert())
        .def_prop_ro("in_parts", [](const vrp::Problem& self) { return !self.legs.empty(); })
        .def_prop_ro(
            "has_single_windows",
            [](const vrp::Problem& self) { return self.windows.size() == self.stops.size(); })
        .def(
            "part",
            [](const vrp::Problem& self, const Numbers& stops, const std::vector<int>& slots) {
                if (self.legs.empty()) throw std::invalid_argument("expected a large problem");
                const std::vector<int> keep(stops.data(), stops.data() + stops.size());
                const nb::gil_scoped_release released;
                return self.part(keep, slots);
            },
            "stops"_a.noconvert(), "slots"_a);

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
            [](vrp::Search& self, const Plan& plan) { self.start_from(to_assignments(plan)); },
            "plan"_a, nb::call_guard<nb::gil_scoped_release>())
        .def(
            "start_from_tour",
            [](vrp::Search& self, const Numbers& tour) {
                const std::vector<vrp::Assignment> assignments = from_tour(tour);
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
            return vrp::make_tour_search(problem, {hot, cold, longest_stretch}, seed);
        },
        "problem"_a, "hot"_a, "cold"_a, "longest_stretch"_a, "seed"_a, nb::keep_alive<0, 1>(),
        nb::call_guard<nb::gil_scoped_release>());
    module.def(
        "nearest_tour",
        [](const SquareMatrix& legs, size_t first) {
            if (legs.shape(0) != legs.shape(1)) throw std::invalid_argument("matrix is not square");
            return vrp::nearest_tour(legs.data(), legs.shape(0), first);
        },
        "legs"_a.noconvert(), "first"_a, nb::call_guard<nb::gil_scoped_release>());
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
            const vrp::Value value = vrp::value_of(with_matrix(problem), to_assignments(plan));
            return std::pair(value.unserved, value.cost);
        },
        "problem"_a, "plan"_a, nb::call_guard<nb::gil_scoped_release>());

    bind_policies(module);
}
