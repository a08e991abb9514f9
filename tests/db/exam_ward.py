"""A hundred made-up exams of which every answer can be worked out with pencil and paper, and their exposures.

Seven groups, all in New York's time; minutes are from the order (of outpatients: from the scheduled time).

A 20 stat emergencies, Room 1: begun after 1, 2, ... 20 min, 10 min long, reported after 5, 10, ... 100 min.
B 30 routine outpatients, Room 2: ties. C 20 urgent inpatients, Room 5: times are missing, four have no report yet.
D 10 inpatients on a mobile unit: slips, and one value of exactly seven days. E 10 on the two nights of clock changes,
five at the same moment each. F 6 with an addendum. G 4 that were not done.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from db.database import Database
from etl.pipeline import load_files
from tests.etl.lines import line_to

REFERENCE = Path(__file__).resolve().parents[2] / "db" / "reference"
_TABLES = ("reject_reasons", "reject_reason_names", "exam_names", "operations_targets", "exam_traits")
_RIS = (
    "accession_number,birth_date,exam_description,modality,room,priority,patient_class,technologist,student,"
    "contrast_agent,contrast_volume_ml,ordered_at,scheduled_at,started_at,ended_at,reported_at,status\n"
)
_DOSE = (
    "study_instance_uid,accession_number,event_uid,modality,room,started_at,protocol,view,patient_age_years,"
    "rejected,dap_gy_cm2,exposure_index,target_exposure_index,ctdivol_mgy,dlp_mgy_cm\n"
)
_LOG = (
    "room,rejected_at,image_number,accession_number,event_uid,modality,projection,reject_reason,technologist,"
    "student\n"
)
_ROSTER = "account_number,participant_number,use,starts_on,department,ris_name\n"
_ADULT, _OLD, _CHILD = "1986-01-01", "1950-01-01", "2020-01-03"
Moment = datetime | None


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def _row(
    name: str,
    what: str,
    at: tuple[Moment, Moment, Moment, Moment],
    *,
    born: str = _ADULT,
    scheduled: Moment = None,
    who: str = "",
    student: str = "",
    contrast: str = ",",
    status: str = "final",
) -> str:
    ordered, started, ended, reported = (_text(moment) for moment in at)
    return (
        f"{name},{born},{what},{who},{student},{contrast},{ordered},{_text(scheduled)},{started},{ended},{reported},"
        f"{status}\n"
    )


def _text(moment: Moment) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def exams() -> Iterator[str]:
    """The rows of the RIS's export."""
    monday, tuesday, wednesday, thursday, friday = (datetime(2026, 2, day) for day in range(2, 7))
    for k in range(1, 21):
        ordered = monday + minutes(8 * 60 + 15 * (k - 1))
        begun = ordered + minutes(k)
        what = "XR Chest 2 views trauma" if k <= 4 else "XR Chest 2 views"
        yield _row(
            f"A{k:02d}",
            f"{what},DX,Room 1,stat,emergency",
            (ordered, begun, begun + minutes(10), begun + minutes(10 + 5 * k)),
            born=_OLD,
            who="Ada",
            student="Elin" if k <= 10 else "",
        )
    for k in range(1, 31):
        scheduled = tuesday + minutes(8 * 60 + 20 * (k - 1))
        begun = scheduled + minutes(12 if k % 2 else 20)
        ended = begun + minutes(8)
        yield _row(
            f"B{k:02d}",
            "XR Knee 2 views,DX,Room 2,routine,outpatient",
            (scheduled - timedelta(days=3), begun, ended, ended + minutes(100 * (1 + (k - 1) // 10))),
            born=_CHILD if k <= 10 else _ADULT,
            scheduled=scheduled,
            who="Bo",
        )
    contrast = {
        1: "Iohexol 350,100",
        2: "Iohexol 350,80",
        3: "Iohexol 350,",
        4: "Iodixanol 320,60",
        5: "Iodixanol 320,70",
    }
    for k in range(1, 21):
        ordered = wednesday + minutes(6 * 60 + 30 * (k - 1))
        begun = ordered + minutes(30)
        over = None if 12 <= k <= 16 else begun + minutes(15)
        told = None if k >= 17 else ordered + minutes(105 if k <= 11 else 110)
        yield _row(
            f"C{k:02d}",
            "CT Head,CT,Room 5,urgent,inpatient",
            (None if 7 <= k <= 11 else ordered, begun, over, told),
            born="",
            contrast=contrast.get(k, ","),
            status="completed" if k >= 17 else "final",
        )
    for k in range(1, 11):
        hour = thursday + minutes(60 * (5 + k))
        begun, ended = hour + minutes(20), hour + minutes(15 if k in (7, 8) else 30)
        ordered = hour + minutes(30) if k <= 3 else hour - timedelta(days=8) if k <= 5 else hour
        ordered = begun - timedelta(days=7) if k == 6 else ordered
        reported = hour + minutes(75 if k in (7, 8) else 25 if k >= 9 else 90)
        yield _row(
            f"D{k:02d}",
            "XR Pelvis 1 view,DX,Mobile 1,routine,inpatient",
            (ordered, begun, ended, reported),
            who="Fay",
        )
    for k in range(1, 11):
        # 20 min pass from 01:50 to 03:10 in spring; in autumn 01:20 is the first of two, and 02:05 is 105 min later.
        clocks = ("01:30", "01:50", "03:10", "03:40") if k <= 5 else ("00:30", "00:50", "01:20", "02:05")
        day = "2026-03-08" if k <= 5 else "2026-11-01"
        ordered, begun, ended, reported = (datetime.fromisoformat(f"{day} {clock}") for clock in clocks)
        yield _row(
            f"E{k:02d}", "XR Chest 2 views,DX,Room 1,asap,emergency", (ordered, begun, ended, reported)
        )
    for k in range(1, 7):
        yield _addendum(friday, k, 0)
    for k, status in enumerate(("cancelled", "cancelled", "no_show", "in_progress"), 1):
        ordered = friday + minutes(60 * k)
        gone_in = ordered + minutes(5) if status == "in_progress" else None
        yield _row(
            f"G{k:02d}",
            "XR Chest 2 views,DX,Room 1,stat,emergency",
            (ordered, gone_in, None, None),
            status=status,
        )


def _addendum(friday: datetime, k: int, later_minutes: int) -> str:
    ordered = friday + minutes(10 * 60 + 40 * (k - 1))
    begun = ordered + minutes(15)
    ended = begun + minutes(20)
    return _row(
        f"F{k:02d}",
        "Upper GI series,RF,Room 4,routine,inpatient",
        (ordered, begun, ended, ended + minutes(30 + later_minutes)),
    )


def exposures() -> Iterator[str]:
    """The rows of the dose export: 57 in Room 1, 36 in Room 2, 20 on the mobile unit in March; three more.

    Chests have three doses, 19 times each, and an index of twice its target. Knees have two, 15 times each, six none.
    """
    for place in range(57):
        yield _exposure(
            f"A{place // 3 + 1:02d}", f"1.2.3.{place}", "Room 1", "2026-02-02 09:00", "Chest PA", "76",
            said=f"{(0.1, 0.2, 0.3)[place // 19]},800,400,,",
        )  # fmt: skip
    for place in range(36):
        dap = "" if place % 6 == 0 else 0.04 if place < 18 else 0.06
        yield _exposure(
            f"B{place % 30 + 1:02d}", f"1.2.4.{place}", "Room 2", "2026-02-03 09:00", "Knee AP", "40",
            said=f"{dap},400,400,,",
        )  # fmt: skip
    for place in range(20):
        yield _exposure(
            f"D{place % 10 + 1:02d}", f"1.2.5.{place}", "Mobile 1", "2026-03-05 09:00", "Pelvis AP", "40",
            said=f"{1 if place < 10 else 3},,,,",
        )  # fmt: skip
    # Its own file says nothing of it, but the log names it: it is a reject and not accepted as well.
    yield _exposure("A20", "1.2.6.1", "Room 1", "2026-02-02 09:00", "Chest PA", "76")
    # Called rejected by its file alone: in no rate. And a CT scan, of which nobody rejects a part.
    yield _exposure(
        "A20", "1.2.6.2", "Room 1", "2026-02-02 09:00", "Chest PA", "76", rejected="yes", said="9,,,,"
    )
    yield _exposure(
        "C01", "1.2.6.3", "Room 5", "2026-02-04 09:00", "CT Head", "50", modality="CT", said=",,,50,800"
    )


def _exposure(
    exam: str,
    uid: str,
    room: str,
    at: str,
    protocol: str,
    age: str,
    *,
    rejected: str = "no",
    modality: str = "DX",
    said: str = ",,,,",
) -> str:
    study, view = f"1.9.{ord(exam[0])}.{int(exam[1:])}", protocol.rpartition(" ")[2]
    return f"{study},{exam},{uid},{modality},{room},{at},{protocol},{view},{age},{rejected},{said}\n"


def rejects() -> Iterator[str]:
    """The rows of the reject log: twelve rejects, and two test images."""
    rows = [
        ("Room 1", "2026-02-02", "A20", "Chest PA", "Positioning", "Ada", "Elin"),
        ("Room 1", "2026-02-02", "A20", "Chest PA", "Positioning", "Ada", "Elin"),
        ("Room 1", "2026-02-02", "A20", "Chest PA", "Patient motion", "Ada", ""),
        ("Room 2", "2026-02-03", "B01", "Knee AP", "Positioning", "Bo", ""),
        ("Room 2", "2026-02-03", "B02", "Knee AP", "Foo", "Bo", ""),
        ("Room 2", "2026-02-03", "B03", "Knee AP", "Foo", "Bo", ""),
        ("Room 2", "2026-02-03", "B04", "Knee AP", "", "Bo", ""),
        ("Mobile 1", "2026-03-05", "D01", "Pelvis AP", "Positioning", "Fay", ""),
        ("Mobile 1", "2026-03-05", "D02", "Pelvis AP", "Positioning", "Fay", ""),
        ("Mobile 1", "2026-03-05", "D03", "Pelvis AP", "Patient motion", "Fay", ""),
        ("Mobile 1", "2026-03-05", "D04", "Pelvis AP", "Patient motion", "Fay", ""),
        ("Mobile 1", "2026-03-05", "D05", "Pelvis AP", "Foo", "Fay", ""),
        ("Room 1", "2026-02-02", "", "Chest PA", "Phantom", "Ada", ""),
        ("Room 1", "2026-02-02", "", "Chest PA", "Phantom", "Ada", ""),
    ]
    for place, (room, day, exam, protocol, reason, who, student) in enumerate(rows):
        uid = "1.2.6.1" if place == 0 else f"1.2.7.{place}"
        yield f"{room},{day} 10:00:{place:02d},{place},{exam},{uid},DX,{protocol},{reason},{who},{student}\n"


def load_ward(database: Database, folder: Path) -> None:
    """Load the ward along the line, as files would come: reference tables, exams, addenda, exposures, rejects."""
    friday = datetime(2026, 2, 6)
    people = ("Ada", "Bo", "Cy", "Di", "Eve")
    roster = [f"1,{place},CHEST,2026-01-01,Radiography,{name}\n" for place, name in enumerate(people, 1)]
    texts = {
        "ris_2026-11-02.csv": _RIS + "".join(exams()),
        "ris_2026-11-03.csv": _RIS + "".join(_addendum(friday, k, 180) for k in range(1, 7)),
        "dose_2026-11-02.csv": _DOSE + "".join(exposures()),
        "rejects_2026-11-02.csv": _LOG + "".join(rejects()),
        "roster_2026-01-01.csv": _ROSTER + "".join(roster) + "1,6,CHEST,2026-01-01,Night,Fay\n",
    }
    paths = [REFERENCE / f"{name}.csv" for name in _TABLES]
    for name, text in texts.items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    outcomes = list(load_files(paths, line_to(database)))
    assert {one.outcome for one in outcomes} == {"loaded"}, [
        one for one in outcomes if one.outcome != "loaded"
    ]
    assert sum(one.rows_quarantined for one in outcomes) == 0
    assert sum(1 for _ in exams()) == 100


YEAR = (date(2026, 1, 1), date(2026, 12, 31))
