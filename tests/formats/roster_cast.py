"""
A OneRoster archive as an information system sends it, with pupils, for the tests to break.

Oak School has Ann and Ben as teachers, Amy as aide, and six pupils who must leave no trace. Ann
teaches ELA to one class and Ben math to one that runs in the first semester only; Amy helps Ben.
"""

from __future__ import annotations

from tests.formats.hostile import zipped

PUPILS = ("Pia", "Quentin", "Rosa", "Sven", "Tess", "Uma")
SURNAME = "Pupilname"
PASSWORD = "hunter2"

_USERS = {
    "1.1": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,"
    "givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
    "1.2": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,"
    "preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
}
_STAFF = (
    ("ann", "teacher", "Ann", "Abel"),
    ("ben", "teacher", "Ben", "Boyd"),
    ("amy", "aide", "Amy", "Ash"),
)
_PEOPLE = (*_STAFF, ("mum", "parent", "Mum", SURNAME),
           *((f"p{n}", "student", name, SURNAME) for n, name in enumerate(PUPILS)))  # fmt: skip


def _user(version: str, name: str, role: str, given: str, family: str) -> str:
    if version == "1.1":
        return f"{name},,,true,oak,{role},{name},,{given},{family},,,,,,,,{PASSWORD}"
    return f"{name},,,true,{name},,{given},{family},,,,,,,,{PASSWORD},,,,,oak,"


def roster(version: str = "1.1", **changes: str | None) -> dict[str, str]:
    """Return the files by name without ending; a changed file that is None is left out."""
    files: dict[str, str | None] = {
        "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
        "d1,,,Tree District,district,,\n"
        "oak,,,Oak School,school,,d1\n",
        "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,"
        "parentSourcedId,schoolYear\n"
        "y,,,2026-27,schoolYear,2026-08-31,2027-06-11,,2027\n"
        "s1,,,Fall,semester,2026-08-31,2027-01-22,y,2027\n"
        "s2,,,Spring,semester,2027-01-25,2027-06-11,y,2027\n"
        "q1,,,First quarter,gradingPeriod,2026-08-31,2026-10-30,s1,2027\n"
        "q2,,,Second quarter,gradingPeriod,2026-11-02,2027-01-22,s1,2027\n",
        "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,"
        "orgSourcedId,subjects,subjectCodes\n"
        'ela7,,,y,ELA 7,E7,07,oak,"English, reading",ELA\n'
        'ma7,,,y,Math 7,M7,"07,08",oak,Mathematics,\n',
        "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,"
        "classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
        'c1,,,ELA one,07,ela7,E7-1,scheduled,101,oak,y,,,"1,2"\n'
        "c2,,,Math one,07,ma7,M7-1,scheduled,Lab,oak,s1,,,3(A)\n",
        "users": "\n".join([_USERS[version], *(_user(version, *one) for one in _PEOPLE), ""]),
        "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
        "userSourcedId,role,primary,beginDate,endDate\n"
        "e1,,,c1,oak,ann,teacher,true,,\n"
        "e2,,,c2,oak,ben,teacher,true,,\n"
        "e3,,,c2,oak,amy,aide,false,,\n"
        + "".join(f"s{n},,,c1,oak,p{n},student,false,,\n" for n in range(4))
        + "s4,,,c2,oak,p4,student,false,2026-08-31,2026-10-01\n"
        "s5,,,c2,oak,p5,student,false,2026-10-02,2027-01-22\n",
    }  # fmt: skip
    if version == "1.2":
        files["roles"] = (
            "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
            "orgSourcedId,userProfileSourcedId\n"
            + "".join(f"r-{one[0]},,,{one[0]},primary,{one[1]},,,oak,\n" for one in _PEOPLE)
        )
    files.update(changes)
    kept = {name: text for name, text in files.items() if text is not None}
    return {"manifest": manifest(version, kept)} | kept


def manifest(version: str, files: object, mode: str = "bulk") -> str:
    """Return a manifest that says these files are there."""
    lines = [f"file.{name},{mode}" for name in files if name != "manifest"]  # type: ignore[attr-defined]
    head = ("propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}")
    return "\n".join([*head, *lines, "file.demographics,absent", ""])


def packed(files: dict[str, str], prefix: str = "") -> bytes:
    """Pack the files as an archive."""
    return zipped({f"{prefix}{name}.csv": text.encode() for name, text in files.items()})


def edited(name: str, old: str, new: str, version: str = "1.1") -> bytes:
    """Return the archive with a text of one file replaced."""
    files = roster(version)
    assert old in files[name]
    return packed(files | {name: files[name].replace(old, new)})
