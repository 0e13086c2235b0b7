"""The tasks and nurseries of any trio program in a trace: the program need not tell of them itself."""

import trio

from atp_tui.lab.trace import Recorder


class TaskRecorder(Recorder):
    """Writes down every task that a program starts, and each nursery from its first task to its end."""

    def __init__(self) -> None:
        super().__init__()
        self._open: dict[trio.lowlevel.Task, list[tuple[trio.Nursery, object]]] = {}

    @property
    def alive(self) -> dict[int, trio.lowlevel.Task]:
        """The tasks of the program that have not ended, by their numbers."""
        return {number: task for task, (number, _) in self._tasks.items()}

    def spawned(self, task: trio.lowlevel.Task) -> None:
        """Write down a task of the program; trio's own are passed over."""
        nursery = task.parent_nursery
        if nursery is None or nursery.parent_task not in self._tasks:
            return
        if nursery not in self._regions:
            self._discover(nursery)
        super().spawned(task)
        self.say("TaskName", f"T{self.number_of(task)} is {task.name}")

    def yielded(self, task: trio.lowlevel.Task) -> None:
        """Write down that a task ends a step, and which of its nurseries have closed in it."""
        self.close_regions(task)
        super().yielded(task)

    def exited(self, task: trio.lowlevel.Task) -> None:
        """Write down that a task has come to its end."""
        self.close_regions(task)
        super().exited(task)

    def _discover(self, nursery: trio.Nursery) -> None:
        """Name a nursery, and before it those around it that are not known yet."""
        task = nursery.parent_task
        for each in task.child_nurseries:
            if each not in self._regions:
                region, parent = self.open_region(each)
                data = {"Region": {"region": region, "parent": parent}}
                self._open.setdefault(task, []).append((each, data))
                self.write("RegionCreated", data)
            if each is nursery:
                break

    def close_regions(self, task: trio.lowlevel.Task) -> None:
        """Write down which nurseries of a task have closed since its step began."""
        opened = self._open.get(task)
        if not opened:
            return
        for nursery, data in reversed(opened):
            if nursery not in task.child_nurseries:
                self.write("RegionCloseBegin", data)
                self.write("RegionCloseComplete", data)
        self._open[task] = [each for each in opened if each[0] in task.child_nurseries]
