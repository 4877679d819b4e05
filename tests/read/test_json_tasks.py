from small_instances import plain, with_stop

from vrp.read.json_tasks import VROOM_ID, Task, task_of


def test_jobs_keep_their_ids_and_ends_of_shipments_say_which_they_are() -> None:
    types = ("job", "pickup", "delivery")
    assert [Task(each, "7").stop_id for each in types] == ["7", "pickup-7", "delivery-7"]


def test_a_stop_is_what_it_is_to_the_instance() -> None:
    instance = with_stop(plain(1, n_stops=3), 0, origin="s2")
    tasks = [task_of(instance, stop) for stop in range(3)]
    assert tasks == [Task("delivery", "s0"), Task("job", "s1"), Task("pickup", "s2")]


def test_the_id_that_vroom_gave_it_is_carried() -> None:
    instance = with_stop(plain(1, n_stops=3), 0, origin="s2", extra={VROOM_ID: "9"})
    assert task_of(instance, 0) == Task("delivery", "9")
    # A column of the user is no id of a job.
    instance = with_stop(instance, 1, extra={VROOM_ID: "9"})
    assert task_of(instance, 1) == Task("job", "s1")
