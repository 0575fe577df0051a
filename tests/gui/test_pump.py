"""What happens on worker threads reaches the window in order, a batch a frame."""

import threading
import time

from pytestqt.qtbot import QtBot

from rlm_desktop.errors import BadRequest, RlmError
from rlm_desktop.events import Event, Noted, TextStreamed
from rlm_desktop.gui.beneath.event_pump import BATCH, EventPump
from rlm_desktop.gui.beneath.jobs import Jobs


def test_events_of_one_thread_arrive_in_order_and_all_of_them(qtbot: QtBot) -> None:
    pump = EventPump()
    seen: list[Event] = []
    pump.arrived.connect(lambda batch: seen.extend(event for _, event in batch))

    def work() -> None:
        for number in range(5000):
            pump.push("r", Noted(text=str(number)))

    worker = threading.Thread(target=work)
    worker.start()
    qtbot.waitUntil(lambda: len(seen) == 5000, timeout=5000)
    worker.join()

    assert [event.text for event in seen if isinstance(event, Noted)] == [
        str(number) for number in range(5000)
    ]


def test_a_batch_is_no_larger_than_a_frame_can_draw(qtbot: QtBot) -> None:
    pump = EventPump()
    sizes: list[int] = []
    pump.arrived.connect(lambda batch: sizes.append(len(batch)))
    for number in range(3 * BATCH):
        pump.push("r", Noted(text=str(number)))

    qtbot.waitUntil(lambda: sum(sizes) == 3 * BATCH, timeout=5000)

    assert max(sizes) == BATCH


def test_pieces_of_streamed_text_are_joined_but_not_across_programs(qtbot: QtBot) -> None:
    pump = EventPump()
    seen: list[Event] = []
    pump.arrived.connect(lambda batch: seen.extend(event for _, event in batch))
    for candidate in (0, 0, 0, 1, 0):
        pump.push("r", TextStreamed(turn=1, candidate=candidate, text="x"))

    qtbot.waitUntil(lambda: bool(seen), timeout=1000)

    assert [event.text for event in seen if isinstance(event, TextStreamed)] == ["xxx", "x", "x"]


def test_a_job_runs_beside_the_window_and_ends_in_it(qtbot: QtBot) -> None:
    pump, errors = EventPump(), list[RlmError]()
    jobs = Jobs(pump, errors.append)
    threads: list[int] = []

    def work() -> int:
        time.sleep(0.01)
        return threading.get_ident()

    jobs.run(work, lambda ident: threads.extend([ident, threading.get_ident()]))
    qtbot.waitUntil(lambda: bool(threads), timeout=2000)

    assert threads[0] != threads[1] == threading.get_ident()
    jobs.close()


def test_a_job_that_ends_after_its_events_does_not_overtake_them(qtbot: QtBot) -> None:
    pump, told = EventPump(), list[str]()
    pump.arrived.connect(lambda batch: told.extend(event.text for _, event in batch))
    pump.post(lambda: told.append("at once"))
    for number in range(BATCH + 1):
        pump.push("r", Noted(text=str(number)))
    pump.post_after(lambda: told.append("end"))
    pump.push("r", Noted(text="later"))

    qtbot.waitUntil(lambda: "later" in told, timeout=5000)

    assert told.index("at once") < told.index(str(BATCH)) < told.index("end") < told.index("later")


def test_an_error_of_ours_goes_where_errors_are_shown(qtbot: QtBot) -> None:
    pump, errors = EventPump(), list[RlmError]()
    jobs = Jobs(pump, errors.append)

    def work() -> None:
        raise BadRequest("No.", hint="Yes.")

    jobs.run(work)
    qtbot.waitUntil(lambda: bool(errors), timeout=2000)

    assert errors[0].hint == "Yes."
    jobs.close()
