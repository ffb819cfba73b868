"""The schemas of `duebell schema`, held against independent validators of both drafts.

Every shipped rule, test and record validates; what Duebell refuses for its form the schemas refuse
too, under draft-07 and 2020-12 alike; and no key that Duebell reads is missing from them.

Usage: schemas.py DUEBELL (the built program), in the top folder of the checkout.
"""

import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

from jsonschema import Draft7Validator, Draft202012Validator

DUEBELL = os.path.abspath(sys.argv[1])

# What takes more than one place to see, or more than a grammar can say.
BEYOND_CODES = {
    "name.unknown", "name.twice", "settings.missing", "settings.twice", "calendar.both",
    "week.twice", "due.cycle", "follows.cycle", "parent.cycle", "inForce.order", "policy.nobody",
    "reach.first", "address.form", "to.twice", "zone.unknown", "json.key-twice", "json.syntax",
}
# A mail channel asks for an address; the schema does not know of what kind a channel is.
BEYOND_FILES = {"a-contact-without-a-mail-address.json"}

failures = []


def fail(text):
    failures.append(text)
    print("FAIL", text)


def validators(kind):
    found = []
    for draft, validator in (("draft-07", Draft7Validator), ("2020-12", Draft202012Validator)):
        text = subprocess.run(
            [DUEBELL, "schema", kind, "--draft", draft], check=True, capture_output=True
        ).stdout
        schema = json.loads(text)
        validator.check_schema(schema)
        assert validator.META_SCHEMA["$schema"].rstrip("#") == schema["$schema"].rstrip("#")
        found.append(validator(schema))
    return found


RULEBOOK, RECORD, TEST = validators("rulebook"), validators("record"), validators("test")


def errors(kind, document):
    return [next(iter(one.iter_errors(document)), None) for one in kind]


def must_hold(kind, document, name):
    for error in errors(kind, document):
        if error is not None:
            fail(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")


def must_fail(kind, document, name):
    for one, error in zip(("draft-07", "2020-12"), errors(kind, document)):
        if error is None:
            fail(f"{name}: valid under {one}, and should not be")


def is_rulebook(document):
    return isinstance(document, dict) and "isOffDay" not in json.dumps(document)


def shipped():
    count = 0
    for folder in ("rules", "Tests/Examples"):
        for path in sorted(glob.glob(folder + "/**/*.json", recursive=True)):
            if path.endswith(".schema.json"):
                continue
            with open(path) as file:
                document = json.load(file)
            count += 1
            if path.endswith(".test.json"):
                must_hold(TEST, document, path)
                if "with" in document:
                    must_hold(RULEBOOK, document["with"], path + " with")
                for name, case in document["cases"].items():
                    for number, record in enumerate(case.get("records", [])):
                        must_hold(RECORD, record, f"{path} {name} record {number}")
            elif is_rulebook(document):
                must_hold(RULEBOOK, document, path)
                if folder == "rules" and "$schema" not in document:
                    fail(f"{path}: carries no $schema")
    with open("Tests/Examples/founding.ndjson") as file:
        for line in file:
            must_hold(RECORD, json.loads(line), "founding.ndjson")
    return count


def refused_rulebooks():
    count = 0
    for path in sorted(glob.glob("Tests/RulesTests/Rulebooks/*.json")):
        with open(path[: -len("json")] + "expected") as file:
            told = file.read()
        codes = set(re.findall(r": error: .*\(([A-Za-z.-]+)\)$", told, re.M))
        try:
            with open(path) as file:
                document = json.load(file)
        except ValueError:
            continue
        count += 1
        if codes - BEYOND_CODES and os.path.basename(path) not in BEYOND_FILES:
            must_fail(RULEBOOK, document, path)
        else:
            must_hold(RULEBOOK, document, path)
    return count


def refused_records():
    """Each file breaks one thing; Duebell refuses it, and so do the schemas."""
    count = 0
    for path in sorted(glob.glob("Tests/Oracles/Schemas/record/*.json")):
        with open(path) as file:
            document = json.load(file)
        count += 1
        must_fail(RECORD, document, path)
        outcome = subprocess.run(
            [DUEBELL, "simulate", "--rules", "rules", "--records", path], capture_output=True)
        if outcome.returncode != 65:
            fail(f"{path}: duebell takes it ({outcome.returncode})")
    for path in sorted(glob.glob("Tests/Oracles/Schemas/test/*.json")):
        with open(path) as file:
            document = json.load(file)
        count += 1
        must_fail(TEST, document, path)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("rulebook.json", "it.test.json"):
                source = path if name.startswith("it") else "Tests/Examples/language/office.json"
                with open(source) as file, open(os.path.join(folder, name), "w") as copy_:
                    copy_.write(file.read())
            outcome = subprocess.run([DUEBELL, "test", folder], capture_output=True)
        if outcome.returncode != 65:
            fail(f"{path}: duebell takes it ({outcome.returncode})")
    return count


def every_key():
    """Puts a stray key into every kind of object; Duebell then names the keys it reads there."""
    kinds = {
        "settings": {"heartbeat": {}}, "pack": {}, "units/x": {}, "contacts/x": {"reach": [{}]},
        "schedules/x": {"layers": [{"only": {}}], "overrides": [{}]},
        "calendars/x": {"cites": {}}, "mutes/x": {"only": {}},
        "channels/x": {"kind": "email", "bounces": {}, "rate": {}},
        "channels/y": {"kind": "webhook", "body": {}, "success": {}},
        "channels/z": {"kind": "maildir"},
        "policies/x": {"steps": [{"at": {}, "repeat": {}}], "acknowledgement": {}},
        "rules/x": {"cites": {}, "inForce": {}, "obligations": {
            "o": {"due": {}, "repeat": {}, "on": {}},
            "p": {"due": {"within": "1h", "of": {}}},
        }},
    }

    def stray(value):
        if isinstance(value, dict):
            for inner in value.values():
                stray(inner)
            value["zzz"] = 0
        elif isinstance(value, list):
            for inner in value:
                stray(inner)

    document = {}
    for path, body in kinds.items():
        section, _, name = path.partition("/")
        body = copy.deepcopy(body)
        stray(body)
        if section == "rules":
            del body["obligations"]["zzz"]
        if name:
            document.setdefault(section, {})[name] = body
        else:
            document[section] = body
    document["zzz"] = 0
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "a.json"), "w") as file:
            json.dump(document, file)
        told = subprocess.run(
            [DUEBELL, "check", "--rules", folder, "--format", "json"], capture_output=True
        ).stdout
    pattern = re.compile(r'unknown key "zzz", accepted are ([^,]*)')
    count = 0
    for diagnostic in json.loads(told)["diagnostics"]:
        match = pattern.match(diagnostic["message"])
        if not match:
            continue
        count += 1
        pointer = diagnostic["pointer"].split("/")[1:-1]
        read = set(match.group(1).split())
        described = keys_at(pointer)
        for name in sorted(read - described):
            fail(f"the schema knows no key {'/'.join(pointer)}/{name}")
        for name in sorted(described - read - {"$schema"}):
            fail(f"the schema has a key Duebell does not read: {'/'.join(pointer)}/{name}")
    if count < 20:
        fail(f"only {count} kinds of objects were looked at")
    return count


def keys_at(pointer):
    schema = RULEBOOK[0].schema
    kind = {"x": "email", "y": "webhook", "z": "maildir"}
    nodes = [schema]
    if pointer[:1] == ["channels"]:
        nodes, pointer = [schema["definitions"][kind[pointer[1]]]], pointer[2:]
    for token in pointer:
        nodes = [inner for node in nodes for inner in steps(schema, node, token)]
    return {key for node in nodes for key in resolved(schema, node).get("properties", {})}


def resolved(schema, node):
    while "$ref" in node:
        node = schema["definitions"][node["$ref"].rsplit("/", 1)[1]]
    return node


def steps(schema, node, token):
    node = resolved(schema, node)
    if "anyOf" in node and "properties" not in node:
        return [inner for one in node["anyOf"] for inner in steps(schema, one, token)]
    if token in node.get("properties", {}):
        inner = resolved(schema, node["properties"][token])
        if "anyOf" in inner and "properties" not in inner:
            return [one for one in inner["anyOf"]]
        return [inner]
    if token.isdigit() and "items" in node:
        return [node["items"]]
    extra = node.get("additionalProperties")
    return [extra] if isinstance(extra, dict) else []


def every_key_is_explained():
    """An editor that completes a key can say what it is for."""
    for name, kind in (("rulebook", RULEBOOK), ("record", RECORD), ("test", TEST)):
        schema = kind[0].schema

        def walk(node, path):
            if isinstance(node, dict):
                for key, inner in node.get("properties", {}).items():
                    if not isinstance(inner, dict):
                        continue
                    full = resolved(schema, inner)
                    if "description" not in full and "const" not in full and path[-1:] != ["if"]:
                        fail(f"{name}: {'/'.join(path)}/{key} has no description")
                for key, inner in node.items():
                    if key not in ("if", "then", "allOf", "oneOf", "not"):
                        walk(inner, path + [key])
            elif isinstance(node, list):
                for number, inner in enumerate(node):
                    walk(inner, path + [str(number)])

        walk(schema, [])


def printed_copies():
    for kind in ("rulebook", "record", "test"):
        printed = subprocess.run([DUEBELL, "schema", kind], capture_output=True).stdout
        with open(f"rules/{kind}.schema.json", "rb") as file:
            if file.read() != printed:
                fail(f"rules/{kind}.schema.json is not what `duebell schema {kind}` prints")


valid = shipped()
refused = refused_rulebooks() + refused_records()
kinds = every_key()
every_key_is_explained()
printed_copies()
print(f"schemas: {valid} shipped files, {refused} refused ones, {kinds} kinds of objects")
print(f"{valid + refused + kinds - len(failures)} passed, {len(failures)} failed")
sys.exit(1 if failures else 0)
