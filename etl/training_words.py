"""How do trackers of interns say it? Outcomes, levels, supervision, patients, activities, and what is stored."""

YES_NO = {
    "yes": True,
    "no": False,
    "y": True,
    "n": False,
    "true": True,
    "false": False,
    "1": True,
    "0": False,
}
# An attempt is kept and gives no credit; what a tracker calls practice is one.
OUTCOMES = {
    "passed": "passed", "pass": "passed", "competent": "passed", "complete": "passed", "completed": "passed",
    "attempted": "attempted", "attempt": "attempted", "failed": "attempted", "fail": "attempted",
    "not competent": "attempted", "not passed": "attempted", "practice": "attempted", "repeat": "attempted",
}  # fmt: skip
LEVELS = {
    "observed": "observed", "observe": "observed", "o": "observed",
    "assisted": "assisted", "assist": "assisted", "a": "assisted",
    "performed": "performed", "perform": "performed", "p": "performed", "independent": "performed",
}  # fmt: skip
SUPERVISION = {"direct": "direct", "d": "direct", "indirect": "indirect", "i": "indirect", "none": "none"}
PATIENT_GROUPS = {
    "adult": "adult", "pediatric": "pediatric", "paediatric": "pediatric", "child": "pediatric", "peds": "pediatric",
    "geriatric": "geriatric", "geri": "geriatric",
}  # fmt: skip
ACTIVITIES = {
    "clinic": "clinic", "clinical": "clinic", "class": "class", "classroom": "class", "lecture": "class",
    "lab": "class",
}  # fmt: skip
PERSON_GROUPS = {
    "intern": "intern", "student": "intern", "staff": "staff", "technologist": "staff", "employee": "staff",
}  # fmt: skip
DEVELOPMENT_KINDS = {
    "credential": "credential", "license": "credential", "licence": "credential", "certification": "credential",
    "onboarding": "onboarding", "orientation": "onboarding",
    "shadowing": "shadowing", "image interpretation": "shadowing",
    "meeting": "meeting", "education": "education", "continuing education": "education", "ce": "education",
}  # fmt: skip
