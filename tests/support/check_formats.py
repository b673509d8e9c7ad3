# SPDX-License-Identifier: Apache-2.0
"""Holds what verify wrote to what each format is.

check_formats.py structure FINDINGS SARIF JUNIT   with the standard library alone
check_formats.py schema DOCUMENT SCHEMA           exit 3: no jsonschema module is here
"""
import json
import sys
import xml.etree.ElementTree as xml


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def statuses(findings):
    return {(file["file"], one["check"]): one["status"]
            for file in findings["files"] for one in file["findings"]}


def check_sarif(sarif, findings):
    assert sarif["version"] == "2.1.0"
    (run,) = sarif["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == 32 and rules == sorted(rules), rules
    failing = [key for key, status in statuses(findings).items()
               if status not in ("pass", "skip")]
    assert [one["ruleId"] for one in run["results"]] == [check for _, check in failing]
    unread = [one["file"] for one in findings["unread"]]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] == (not unread)
    assert len(invocation["toolExecutionNotifications"]) == len(unread)
    for one in run["results"]:
        assert rules[one["ruleIndex"]] == one["ruleId"]
        assert one["level"] == "error" and one["message"]["text"]
        uri = one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii() and not set(uri) & set(' "<>\\^`{|}'), uri
        assert len(one["partialFingerprints"]) == 1


def check_junit(path, findings):
    root = xml.parse(path).getroot()
    assert root.tag == "testsuites"
    suites = root.findall("testsuite")
    judged = len(findings["files"])
    assert len(suites) == judged + len(findings["unread"])
    for suite, one in zip(suites[judged:], findings["unread"]):
        (error,) = suite.findall("testcase/error")
        assert error.get("message") == one["reason"] and one["reason"], one
        assert suite.get("errors") == "1"
    outcome = {"pass": None, "fail": "failure", "unknown": "failure",
               "skip": "skipped", "waived": "skipped"}
    for suite, file in zip(suites, findings["files"]):
        cases = suite.findall("testcase")
        assert [case.get("name") for case in cases] == \
            [one["check"] for one in file["findings"]]
        for case, one in zip(cases, file["findings"]):
            tags = [child.tag for child in case]
            wanted = outcome[one["status"]]
            assert tags == ([wanted] if wanted else []), (tags, one)
        for name, tag in (("failures", "failure"), ("skipped", "skipped")):
            assert int(suite.get(name)) == len(suite.findall(f"testcase/{tag}"))
        assert int(suite.get("tests")) == len(cases)
    for name in ("tests", "failures", "errors", "skipped"):
        assert int(root.get(name)) == sum(int(suite.get(name)) for suite in suites)


def check_schema(document, schema):
    try:
        import jsonschema
    except ImportError:
        sys.exit(3)
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    faults = [f"{list(fault.path)}: {fault.message}"[:300]
              for fault in validator(schema).iter_errors(document)]
    assert not faults, "\n".join(faults)


if sys.argv[1] == "schema":
    check_schema(load(sys.argv[2]), load(sys.argv[3]))
else:
    found = load(sys.argv[2])
    check_sarif(load(sys.argv[3]), found)
    check_junit(sys.argv[4], found)
