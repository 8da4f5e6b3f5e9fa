"""What OneRoster CSV 1.1 and 1.2 lay down: versions, files, columns and words."""

from __future__ import annotations

import enum

__all__ = [
    "FAMILY_ROLES",
    "FILES",
    "ORG_TYPES",
    "OTHER_ROLES",
    "PUPIL_ROLE",
    "SESSION_TYPES",
    "STAFF_ROLES",
    "Mode",
    "Version",
    "columns_of",
]


class Version(enum.StrEnum):
    """The versions that are read and written."""

    V1_1 = "1.1"
    V1_2 = "1.2"


class Mode(enum.StrEnum):
    """How a file of an archive is meant: all there is, only changes, or not sent."""

    BULK = "bulk"
    DELTA = "delta"
    ABSENT = "absent"


_START = "sourcedId,status,dateLastModified"
_COLUMNS = {
    "orgs": "name,type,identifier,parentSourcedId",
    "academicSessions": "title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods",
    "enrollments": "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "roles": "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
}
_USERS = {
    Version.V1_1: "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
    Version.V1_2: "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
    "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
}
_FILES_1_1 = (
    *("academicSessions", "categories", "classes", "classResources", "courses"),
    *("courseResources", "demographics", "enrollments", "lineItems", "orgs", "resources"),
    *("results", "users"),
)
_FILES_OF_1_2_ONLY = (
    *("lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds"),
    *("resultScoreScales", "roles", "scoreScales", "userProfiles", "userResources"),
)

FILES = {
    Version.V1_1: _FILES_1_1,
    Version.V1_2: tuple(sorted((*_FILES_1_1, *_FILES_OF_1_2_ONLY), key=str.casefold)),
}
"""All files that a manifest speaks of."""

ORG_TYPES = ("department", "school", "district", "local", "state", "national")
SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")

PUPIL_ROLE = "student"
FAMILY_ROLES = frozenset({"guardian", "parent", "relative"})
STAFF_ROLES = frozenset(
    {"administrator", "aide", "counselor", "principal", "proctor", "siteAdministrator", "teacher"}
)
OTHER_ROLES = frozenset({"districtAdministrator", "systemAdministrator"})


def columns_of(file: str, version: Version) -> tuple[str, ...]:
    """Return the columns of a file in their order."""
    return (
        *_START.split(","),
        *(_USERS[version] if file == "users" else _COLUMNS[file]).split(","),
    )
