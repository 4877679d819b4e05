// A plan under change: routes as linked lists with cached prefixes and suffixes, and an undo log
// that saves every node and route when it is first touched, so that a rejected change costs only
// what it changed.
#pragma once

#include "problem.h"
#include "segments.h"
#include "trips.h"

#include <compare>
#include <type_traits>
#include <vector>

namespace vrp {

// Stands in for a state that a feature set does not need; the tag keeps two of them distinct types,
// so that neither takes space.
template <int Tag> struct NoState {
    bool operator==(const NoState&) const = default;
};

// When the vehicle is ready to leave a node at the earliest, and must have reached it at the
// latest.
struct ReadyTimes {
    int ready = 0;
    int latest = 0;
};

template <class F> using TimePrefix = std::conditional_t<F::trips, TripPrefix, TimeSegment>;
template <class F> using TimeSuffix = std::conditional_t<F::trips, TripSuffix, TimeSegment>;

// Time segments of the route up to and from a node, and the window chosen for its service.
template <class F> struct TimeSegments {
    TimePrefix<F> prefix;
    TimeSuffix<F> suffix;
    Window window{};
};

// How many reloads there are on the route up to and including a node, as of renumber().
struct TripNumber {
    int reloads = 0;
    bool operator==(const TripNumber&) const = default;
};

// How many shipments are on board behind a node.
struct ShipmentsOnBoard {
    int shipments = 0;
    bool operator==(const ShipmentsOnBoard&) const = default;
};

// How far the vehicle has come at a node, as of renumber().
struct Driven {
    int64_t distance = 0;
    bool operator==(const Driven&) const = default;
};

template <class F> struct LoadSegments {
    LoadSegment<F::dimensions> prefix;
    LoadSegment<F::dimensions> suffix;
};

template <class F>
using TimeState = std::conditional_t<F::duration, TimeSegments<F>,
                                     std::conditional_t<F::windows, ReadyTimes, NoState<0>>>;
template <class F> using LoadState = std::conditional_t<F::pickup, LoadSegments<F>, NoState<1>>;
template <class F> using DrivenState = std::conditional_t<F::fleet, Driven, NoState<3>>;
template <class F> using TripState = std::conditional_t<F::trips, TripNumber, NoState<2>>;
template <class F>
using ShipmentState = std::conditional_t<F::shipments, ShipmentsOnBoard, NoState<4>>;

// Later than any window closes, and early enough to add service and a way to it.
inline constexpr int kNever = 1 << 29;

template <class F> struct Node {
    int previous = kNowhere;
    int next = kNowhere;
    int route = kNowhere; // kNowhere: on no route
    int leg = 0;          // distance to the next node
    int position = 0;     // on the route, as of renumber(); of an absent stop: in absent(), or
                          // kNowhere where another one is served in its place
    int load = 0;         // delivered up to and including this node, as of renumber()
    [[no_unique_address]] TimeState<F> time;
    [[no_unique_address]] LoadState<F> loads;
    [[no_unique_address]] DrivenState<F> driven;
    [[no_unique_address]] TripState<F> trip;
    [[no_unique_address]] ShipmentState<F> on_board;
};

struct Route {
    int kind = 0;
    int numbered = 0; // the node through which renumber() holds
    int size = 0;
    int load = 0; // delivered in total (first dimension)
    int reloads = 0;
    bool is_restful = true; // has time for the break that its driver is due
    int64_t distance = 0;
    int64_t duration = 0;
    Cost cost = 0;
};

// What is left unserved counts first.
struct Value {
    int64_t unserved = 0;
    Cost cost = 0;
    auto operator<=>(const Value&) const = default;
};

template <class F> class Plan {
public:
    explicit Plan(const Problem& problem);

    const Problem& problem() const { return *problem_; }
    const Node<F>& node(int id) const { return nodes_[static_cast<size_t>(id)]; }
    const Route& route(int id) const { return routes_[static_cast<size_t>(id)]; }
    const Kind& kind(int route_id) const {
        if constexpr (F::fleet)
            return problem_->kinds[static_cast<size_t>(route(route_id).kind)];
        else
            return problem_->kinds[0];
    }
    const StopData& stop(int id) const { return problem_->stops[static_cast<size_t>(id)]; }
    // The earliest comes first.
    std::span<const Window> windows(int id) const { return problem_->windows_of(id); }
    const Essentials& essentials(int id) const {
        return problem_->essentials[static_cast<size_t>(id)];
    }
    // Whether a stop is on no route, nor another one in its place.
    bool is_absent(int id) const { return node(id).route == kNowhere && node(id).position >= 0; }
    // Those absent since the last commit come first, as long as nothing was inserted.
    const std::vector<int>& absent() const { return absent_; }
    int absent_at_commit() const { return static_cast<int>(saved_absent_.size()); }
    int used_routes() const { return used_routes_; }
    const Value& value() const { return value_; }

    // Nodes are numbered stops first, then a start and an end for every route, then reloads, which
    // are on a route or spare.
    bool is_stop(int id) const { return id < stops_; }
    bool is_reload(int id) const { return F::trips && id >= first_reload_; }
    // Whether it lies between the start and the end of a route.
    bool is_call(int id) const { return is_stop(id) || is_reload(id); }
    int start_of(int route_id) const { return stops_ + 2 * route_id; }
    int end_of(int route_id) const { return stops_ + 2 * route_id + 1; }
    int first_of(int route_id) const { return node(start_of(route_id)).next; }
    int place(int id) const { return places_[static_cast<size_t>(id)]; }
    int distance(int from, int to) const { return problem_->distance().at(place(from), place(to)); }
    int travel(const Kind& kind, int from, int to) const {
        return problem_->duration(kind).at(place(from), place(to));
    }

    // Whether the way by one stop or two is faster than the direct one. Only such stops can shorten
    // a route: others can be left out of a schedule without changing the rest of it.
    bool saves_time(const Kind& kind, int left, int first, int last, int right) const {
        int by_stops = travel(kind, left, first) + essentials(first).service;
        if (first != last) by_stops += travel(kind, first, last) + essentials(last).service;
        return by_stops + travel(kind, last, right) < travel(kind, left, right);
    }

    TimeSegment visit(int id) const;
    // When service can begin at a stop that is reached at a time, or kNever; and by when the stop
    // must be reached for that to be no later than a time, or -kNever.
    int begins_at(int stop, int arrival) const;
    int latest_arrival(int stop, int begin) const;
    // A stop served in this window, with what is behind it still to come.
    TimeSuffix<F> served(int stop, Window window) const;
    // When vehicles of a kind may leave the depot.
    static TimeSegment departure(const Kind& kind) {
        return {kind.leave.opens, kind.leave.closes, 0};
    }
    // Arriving at the depot, a vehicle of the kind can begin to reload in the same hours.
    static TimeSegment reloading(const Kind& kind) {
        return {kind.leave.opens, kind.leave.closes, kind.reload};
    }
    LoadSegment<F::dimensions> load_segment(int id) const;

    // Stops of the route up to and including a node of it.
    int stops_through(int id) const { return node(id).position - reloads_through(id); }
    int reloads_through([[maybe_unused]] int id) const {
        if constexpr (F::trips)
            return node(id).trip.reloads;
        else
            return 0;
    }
    // The other stop of a stop's shipment, or kNowhere.
    int partner_of([[maybe_unused]] int id) const {
        return F::shipments && is_stop(id) ? stop(id).partner : kNowhere;
    }
    // Whether a shipment is on board between a node and the next one: no trip may end there.
    bool carries_behind([[maybe_unused]] int id) const {
        if constexpr (F::shipments)
            return node(id).on_board.shipments > 0;
        else
            return false;
    }
    // Length of a renumbered route between two nodes of it.
    int64_t length(int from, int to) const;
    // Whether a trip, but not the whole route, would be without stops if these were joined.
    bool empties_trip(int left, int right) const {
        return F::trips && !is_stop(left) && !is_stop(right) &&
               (is_reload(left) || is_reload(right));
    }
    // The stops of a route in order, and the problem's mark for every reload.
    void append_calls(int route_id, std::vector<int>& calls) const;
    // The first unused vehicle of a kind, or kNowhere.
    int free_slot(int kind) const;
    // Calls visit(route_id) for every route with stops, in order.
    template <class Visit> void for_each_used_route(Visit visit) const;
    // Cost of a route of this size, length and duration on a vehicle of this kind.
    static Cost price(const Kind& kind, int size, int64_t distance, int64_t duration) {
        return size == 0 ? 0 : kind.fixed + kind.per_distance * distance + kind.wages(duration);
    }

    // --- feasible changes, caches kept exact but for what renumber() computes --------------------
    void insert(int stop, int after, Window window);
    // Puts a reload behind a node of a route that has fewer than it may.
    void insert_reload(int after);
    // Removes the stops first..last of one route, and further ones where the rest does not join in
    // time (durations need not obey the triangle inequality). With a stop goes its shipment's other
    // one.
    void remove_string(int first, int last);
    // Recomputes positions and loads along every route touched since the last commit, as far as
    // they changed.
    void renumber_touched();

    // Chooses a window for an absent stop.
    void choose_window(int stop, Window window);
    // Puts absent stops, whose windows are chosen, on an unused route, with the marked reloads.
    void lay(int route_id, const std::vector<int>& stops);

    // --- feasible changes between renumbered routes, which they leave renumbered -----------------
    // Moves the stops first..last of one route behind `after`, which is none of them.
    void move(int first, int last, int after);
    void swap(int stop, int other);
    // Serves another stop of its group, in a window, in the place of a stop.
    void replace(int stop, int other, Window window);
    // Joins head to tail and the node before tail to the node after head.
    void cross(int head, int tail);
    // Joins two nodes of different routes, each with what comes before it, and the nodes behind
    // them with what comes behind those: half of either route is driven the other way round.
    void cross_turned(int head, int other_head);
    void reverse(int first, int last);
    void remove_reload(int id);
    // Hands all stops of a route to an unused vehicle.
    void hand_over(int route_id, int slot);

    void commit();
    void rollback();
    const std::vector<int>& touched_routes() const { return touched_routes_; }

    // Takes every stop off its route and commits.
    void clear();
    // Throws std::logic_error unless all caches equal a computation from scratch.
    void audit() const;

private:
    // What is about to be changed: saved if that is the first time since the last commit.
    Node<F>& edit(int id) {
        if (node_epoch_[static_cast<size_t>(id)] != epoch_) save(id);
        return nodes_[static_cast<size_t>(id)];
    }
    Route& edit_route(int id) {
        if (route_epoch_[static_cast<size_t>(id)] != epoch_) save_route(id);
        return routes_[static_cast<size_t>(id)];
    }
    void save(int id);
    void save_route(int id);
    void link(int from, int to);
    int link_turned(int before, int last, int end);
    void list_absent(int stop);
    void strike_absent(int stop);
    // Calls visit(other) for the other stops of its group.
    template <class Visit> void for_each_other(int stop, Visit visit);
    void drop(int stop);
    void remove_partners(size_t first_absent);
    void admit(int stop);
    bool joins(int route_id, int left, int right) const;
    bool joins_by_reload(int route_id, int left, int right) const;
    int close_gap(int route_id, int& left, int& right) const;
    int reload_between(int left, int right) const;
    void make_reloads();
    int spare_reload(int kind) const;
    void put_reload(int id, int after);
    void take_reload(int id);
    void mark_reload(int id, bool is_used);
    TimePrefix<F> prefix_through(int route_id, int before, int id) const;
    TimeSuffix<F> suffix_from(int route_id, int id, int after) const;
    void set_size(int route_id, int size);
    void refresh(int route_id, int left, int right);
    void reprice(int route_id);
    // Adds the break to the duration of a route on which its driver is due one.
    void take_break(int route_id);
    void keep_numbered(int route_id, int last);
    void renumber(int route_id, int right);
    void loosen(int route_id, int left, int right);
    void recount(int route_id, int left, int right);
    void settle(int route_id, int left, int right);
    void settle_tail(int route_id, int head, bool kinds_alike);
    void reset_border(int route_id);
    bool store_prefix(int route_id, int id);
    bool store_suffix(int route_id, int id);

    struct SavedNode {
        int id;
        Node<F> node;
    };
    struct SavedRoute {
        int id;
        Route route;
    };

    // Reload nodes at one place.
    struct ReloadPool {
        int place;
        int first;
        int size;
        std::vector<uint64_t> used; // a bit each
    };

    const Problem* problem_;
    int stops_;
    int first_reload_ = 0;
    std::vector<ReloadPool> reload_pools_;
    std::vector<int> pool_of_kind_;
    std::vector<Node<F>> nodes_;
    std::vector<Route> routes_;
    std::vector<int> places_;          // of every node
    std::vector<uint64_t> used_slots_; // a bit per slot; each kind starts a new word
    std::vector<int> first_word_;
    std::vector<int> absent_;
    int used_routes_ = 0;
    Value value_;

    uint32_t epoch_ = 1;
    std::vector<uint32_t> node_epoch_;
    std::vector<uint32_t> route_epoch_;
    std::vector<SavedNode> saved_nodes_;
    std::vector<SavedRoute> saved_routes_;
    std::vector<int> touched_routes_;
    std::vector<int> saved_absent_;
    Value saved_value_;
};

} // namespace vrp

#include "break_choice.h"
#include "plan_audit.h"
#include "plan_caches.h"
#include "plan_changes.h"
#include "plan_numbers.h"
#include "plan_reloads.h"
