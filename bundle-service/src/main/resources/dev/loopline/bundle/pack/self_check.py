#!/usr/bin/env python3
"""Checks the extracted bundle that this file lies in. No arguments; nothing of the bundle is executed or loaded.

Exit codes: 0 ok; 2 manifest missing; 3 manifest unreadable; 4 schema_version is not 1; 5 no factor entry; 6 no model
weight; 7 factor entry file missing; 8 weight file missing; 9 configuration named but missing; 10 a path leaves the
bundle; 11 a member is missing; 12 a member has another size or digest. Damage (7 to 12) is reported before 5 and 6,
which say that the loop never had such a file.
"""
import hashlib
import json
import os
import sys

ROOT = os.path.realpath(os.path.dirname(os.path.abspath(__file__)))


def finish(code, text):
    print(("OK " if code == 0 else "FAIL ") + text)
    sys.exit(code)


def inside(relpath):
    """The file on disk; ends the check if the path, or a link on its way, leads out of the bundle."""
    if not isinstance(relpath, str) or os.path.isabs(relpath) or "\\" in relpath:
        finish(10, "a path leaves the bundle: %r" % (relpath,))
    path = os.path.realpath(os.path.join(ROOT, *relpath.split("/")))
    if path != ROOT and not path.startswith(ROOT + os.sep):
        finish(10, "a path leaves the bundle: %r" % (relpath,))
    return path


def digest(path):
    sha256 = hashlib.sha256()
    with open(path, "rb") as content:
        for block in iter(lambda: content.read(1 << 20), b""):
            sha256.update(block)
    return sha256.hexdigest()


def read_manifest():
    path = os.path.join(ROOT, "manifest.json")
    if not os.path.isfile(path):
        finish(2, "manifest.json is missing")
    try:
        with open(path, encoding="utf-8") as content:
            manifest = json.load(content)
        version, assets, members = manifest["schema_version"], manifest["primary_assets"], manifest["members"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
        finish(3, "manifest.json cannot be read: %s" % problem)
    if version != 1:
        finish(4, "schema_version is %r, not 1" % (version,))
    if not isinstance(assets, dict) or not isinstance(members, list):
        finish(3, "manifest.json cannot be read: wrong structure")
    return assets, members


def check_asset(assets, key, missing_code):
    relpath = assets.get(key) or ""
    if relpath and not os.path.isfile(inside(relpath)):
        finish(missing_code, "%s is missing: %s" % (key, relpath))
    return relpath


def check_member(member):
    try:
        name, size, sha256 = member["name"], member["size_bytes"], member["sha256"]
    except (KeyError, TypeError):
        finish(3, "manifest.json cannot be read: a member without name, size or digest")
    path = inside(name)
    if not os.path.isfile(path):
        finish(11, "a member is missing: %s" % name)
    try:
        intact = os.path.getsize(path) == size and digest(path) == sha256
    except OSError as problem:
        finish(12, "a member cannot be read: %s" % problem)
    if not intact:
        finish(12, "a member was changed: %s" % name)


def main():
    assets, members = read_manifest()
    factor_entry = check_asset(assets, "factor_entry_relpath", 7)
    model_weight = check_asset(assets, "model_weight_relpath", 8)
    check_asset(assets, "config_relpath", 9)
    for member in members:
        check_member(member)
    if not factor_entry:
        finish(5, "the loop has no factor entry; %d members are intact" % len(members))
    if not model_weight:
        finish(6, "the loop has no model weight; %d members are intact" % len(members))
    finish(0, "%d members are intact" % len(members))


if __name__ == "__main__":
    main()
