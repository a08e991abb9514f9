"""Which exams were done with a contrast agent, and how much of it? As the RIS notes it when the exam is begun."""

from etl.demo.chance import chance
from etl.demo.exam import Exam

# Share of the exams with an agent, the agents (each as likely), and the usual volumes in mL.
_IODINE = ("Iohexol 350", "Iopamidol 300")
_USED: dict[str, tuple[float, tuple[str, ...], tuple[int, ...]]] = {
    "CTCHEST": (0.4, _IODINE, (60, 70, 80)),
    "CTABDPEL": (0.7, _IODINE, (80, 90, 100, 110)),
    "CTCTPA": (1.0, _IODINE, (60, 70)),
    "RFSWALLOW": (1.0, ("Barium sulfate",), (100, 150)),
    "RFUGI": (1.0, ("Barium sulfate",), (150, 200)),
    "RFENEMA": (1.0, ("Barium sulfate",), (500, 700)),
    "RFERCP": (1.0, ("Iopamidol 300",), (15, 20, 30)),
}
# How often the agent is noted and its volume is not, as people do.
_WITHOUT_VOLUME = 0.06


def contrast_of(exam: Exam) -> tuple[str, str]:
    """The agent and its volume in mL as the RIS writes them; blank for an exam without, or without a volume."""
    share, agents, volumes = _USED.get(exam.procedure.exam_code, (0.0, ("",), (0,)))
    draw = chance(0, "contrast", exam.accession_number)
    if draw.random() >= share:
        return "", ""
    agent, volume = draw.choice(agents), draw.choice(volumes)
    return agent, "" if draw.random() < _WITHOUT_VOLUME else str(volume)
