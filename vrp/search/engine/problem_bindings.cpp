// The part of vrp.search._engine that makes problems.
#include "arrays.h"
#include "bindings.h"
#include "border.h"
#include "genetic_search.h"
#include "mutual_neighbours.h"
#include "nearest_tour.h"
#include "remoteness.h"

#include <nanobind/stl/pair.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using SquareMatrix = nb::ndarray<const int32_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Points = nb::ndarray<const double, nb::shape<-1, 2>, nb::c_contig, nb::device::cpu>;
using Lists = nb::ndarray<const int32_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

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
    return {lists.data(), lists.data() + lists.size()};
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

// How many durations legs may have; those that equal the distances, or are all zero, are one.
int profiles_of(const vrp::Problem& problem) {
    const size_t given = problem.legs.empty() ? problem.durations.size() : problem.legs.size() - 1;
    return std::max(1, static_cast<int>(given));
}

void copy_loads(const std::vector<int>& loads, int* to) {
    if (loads.size() > vrp::kMaxLoadDimensions)
        throw std::invalid_argument("more than 8 load dimensions");
    std::copy(loads.begin(), loads.end(), to);
}

void bind_legs(nb::module_& module) {
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
}

} // namespace

void bind_problems(nb::module_& module) {
    bind_legs(module);
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
                if (windows.empty()) throw std::invalid_argument("a stop has no window");
                if (!self.kinds.empty())
                    throw std::invalid_argument("a stop comes after a kind of vehicle");
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
            "add_shipment",
            [](vrp::Problem& self, int origin, int destination) {
                for (const int stop : {origin, destination}) {
                    vrp::check_range("a stop of a shipment", stop, 0, self.size() - 1);
                    if (self.stops[static_cast<size_t>(stop)].partner != vrp::kNowhere)
                        throw std::invalid_argument("a stop has two shipments");
                }
                if (origin == destination)
                    throw std::invalid_argument("a shipment goes where it comes from");
                self.add_shipment(origin, destination);
            },
            "origin"_a, "destination"_a)
        .def(
            "add_group",
            [](vrp::Problem& self, const std::vector<int>& members) {
                if (members.empty()) throw std::invalid_argument("a group has no stops");
                vrp::StopCheck check_stop(self, "a stop of a group");
                std::for_each(members.begin(), members.end(), check_stop);
                for (const int stop : members)
                    if (self.stops[static_cast<size_t>(stop)].group != vrp::kNowhere)
                        throw std::invalid_argument("a stop is in two groups");
                self.add_group(members);
            },
            "members"_a)
        .def(
            "add_kind",
            [](vrp::Problem& self, int slots, int start, int end, std::pair<int, int> leave,
               std::pair<int, int> finish, const std::vector<int>& capacity, int64_t max_distance,
               int64_t max_duration, int max_stops, int64_t fixed, int64_t per_distance,
               int64_t per_duration, int64_t regular, int64_t per_overtime, int profile,
               const std::vector<int>& barred, int max_reloads, int reload,
               std::tuple<int, int, int> rest) {
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
                kind.regular = std::min(regular, vrp::kUnlimited);
                kind.per_overtime = per_overtime;
                kind.profile = profile;
                kind.max_reloads = max_reloads;
                kind.reload = reload;
                std::tie(kind.rest.earliest, kind.rest.latest, kind.rest.duration) = rest;
                kind.allowed.assign(self.stops.size(), 1);
                for (const int stop : barred) {
                    vrp::check_range("a barred stop", stop, 0, self.size() - 1);
                    kind.allowed[static_cast<size_t>(stop)] = 0;
                }
                vrp::check_range("start", start, self.size(), self.places - 2);
                vrp::check_range("end", end, self.size(), self.places - 1);
                vrp::check_range("profile", profile, 0, profiles_of(self) - 1);
                self.kinds.push_back(std::move(kind));
            },
            "slots"_a, "start"_a, "end"_a, "leave"_a, "finish"_a, "capacity"_a, "max_distance"_a,
            "max_duration"_a, "max_stops"_a, "fixed"_a, "per_distance"_a, "per_duration"_a,
            "regular"_a, "per_overtime"_a, "profile"_a, "barred"_a, "max_reloads"_a, "reload"_a,
            "rest"_a)
        .def(
            "finish",
            [](vrp::Problem& self, int neighbours, int threads) {
                self.number_and_pack();
                vrp::rank_neighbours(self, neighbours, threads);
                vrp::favour_mutual_neighbours(self, threads);
            },
            "neighbours"_a, "threads"_a = 1, nb::call_guard<nb::gil_scoped_release>())
        .def(
            "finish_with",
            [](vrp::Problem& self, const Lists& neighbours) {
                const int width = static_cast<int>(neighbours.shape(1));
                std::vector<int> lists = to_lists(self, neighbours);
                vrp::check_neighbours(self, lists, width);
                self.finish_with(std::move(lists), width);
                vrp::favour_mutual_neighbours(self, 1);
            },
            "neighbours"_a.noconvert())
        .def(
            "prefer",
            [](vrp::Problem& self, const Lists& lists) {
                const std::vector<int> stops = to_lists(self, lists);
                for (const int stop : stops)
                    vrp::check_range("a stop to prefer", std::max(0, stop), 0, self.size() - 1);
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
        .def(
            "must_be_served",
            [](const vrp::Problem& self, int stop) {
                vrp::check_range("a stop", stop, 0, self.size() - 1);
                return self.stops[static_cast<size_t>(stop)].prize < 0;
            },
            "stop"_a)
        .def(
            "kinds_for",
            [](const vrp::Problem& self, int stop) {
                vrp::check_range("a stop", stop, 0, self.size() - 1);
                const int partner = self.stops[static_cast<size_t>(stop)].partner;
                const auto members = self.alternatives_of(stop);
                std::vector<int> kinds;
                for (size_t kind = 0; kind < self.kinds.size(); ++kind) {
                    const auto may_serve = [&](int each) {
                        return self.kinds[kind].allowed[static_cast<size_t>(each)] != 0;
                    };
                    if (std::any_of(members.begin(), members.end(), may_serve) &&
                        (partner == vrp::kNowhere || may_serve(partner)))
                        kinds.push_back(static_cast<int>(kind));
                }
                return kinds;
            },
            "stop"_a)
        .def("together",
             [](const vrp::Problem& self) {
                 std::vector<int> first;
                 for (int stop = 0; stop < self.size(); ++stop) {
                     const auto members = self.alternatives_of(stop);
                     first.push_back(*std::min_element(members.begin(), members.end()));
                     const int partner = self.stops[static_cast<size_t>(stop)].partner;
                     if (partner != vrp::kNowhere) first.back() = std::min(stop, partner);
                 }
                 return to_array(std::move(first));
             })
        .def_prop_ro("orders", &vrp::Problem::orders)
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
        .def_prop_ro("can_breed", &vrp::can_breed)
        .def_prop_ro(
            "has_single_windows",
            [](const vrp::Problem& self) { return self.windows.size() == self.stops.size(); })
        .def(
            "part",
            [](const vrp::Problem& self, const Numbers& stops, const std::vector<int>& slots) {
                if (self.legs.empty()) throw std::invalid_argument("expected a large problem");
                const std::vector<int> keep(stops.data(), stops.data() + stops.size());
                const nb::gil_scoped_release released;
                vrp::check_part(self, keep, slots);
                return self.part(keep, slots);
            },
            "stops"_a.noconvert(), "slots"_a);

    module.def(
        "nearest_tour",
        [](const SquareMatrix& legs, size_t first) {
            if (legs.shape(0) != legs.shape(1)) throw std::invalid_argument("matrix is not square");
            vrp::check_range("first", static_cast<int64_t>(first), 0,
                             static_cast<int64_t>(legs.shape(0)));
            return vrp::nearest_tour(legs.data(), legs.shape(0), first);
        },
        "legs"_a.noconvert(), "first"_a, nb::call_guard<nb::gil_scoped_release>());
}
