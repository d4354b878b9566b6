#!/usr/bin/env python3
"""Checks every golden record with pycose, a COSE library that is not ours.

For each tests/vectors/<kind>.hex: the record is `[COSE_Sign1, body]`; its signature verifies over the
external data `talko/1`; its payload is SHA-256 of the body; the kind in its header is the file's name;
and the whole re-encodes to the same bytes in deterministic form. Exit 1 on any mismatch.

Needs: pip install pycose (docs/protocol.md, "Records", says what the labels mean).
"""

import hashlib
import pathlib
import sys

import cbor2
from pycose.algorithms import EdDSA
from pycose.headers import Algorithm
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message

EXTERNAL = b"talko/1"
PRIVATE = -65537
KIND, KEY, LENGTH = 1, 5, 13


def fault(record, name):
    """Says what is wrong with a record, or nothing."""
    try:
        return mismatch(record, name)
    except Exception as problem:  # cbor2 and pycose raise many kinds
        return f"not a record: {problem!r}"


def mismatch(record, name):
    whole = cbor2.loads(record)
    signed, body = whole
    if signed.tag != 18 or cbor2.dumps(whole, canonical=True) != record:
        return "not tag 18, or not in deterministic form"
    protected, unprotected, payload, signature = signed.value
    parts = [protected, dict(unprotected), payload, signature]
    message = Sign1Message.from_cose_obj(parts, allow_unknown_attributes=True)
    if message.uhdr or message.phdr.get(Algorithm) is not EdDSA:
        return "an unprotected header, or another algorithm than EdDSA"
    header = cbor2.loads(protected)[PRIVATE]
    if payload != hashlib.sha256(body).digest() or header[LENGTH] != len(body):
        return "the payload is not the hash of the body"
    if header[KIND] != name:
        return f"the header says {header[KIND]}"
    message.key = OKPKey(crv=Ed25519, x=header[KEY])
    message.external_aad = EXTERNAL
    if not message.verify_signature():
        return "the signature does not fit"
    message.external_aad = b"another protocol"
    if message.verify_signature():
        return "the signature fits without the external data"
    return None


def self_test(record, name):
    """True where a change of any one byte of a record is found."""
    missed = []
    for at in range(len(record)):
        changed = bytearray(record)
        changed[at] ^= 1
        if fault(bytes(changed), name) is None:
            missed.append(at)
    if missed:
        print(f"{name}: a change is not found at {missed}", file=sys.stderr)
    return not missed


def main():
    folder = pathlib.Path(__file__).parent
    files = sorted(folder.glob("*.hex"))
    records = {file.stem: bytes.fromhex(file.read_text()) for file in files}
    if "--self-test" in sys.argv[1:]:
        return 0 if self_test(records["ack"], "ack") else 1
    wrong = {name: words for name, record in records.items() if (words := fault(record, name))}
    for name, words in wrong.items():
        print(f"{name}: {words}", file=sys.stderr)
    print(f"{len(records)} vectors, {len(wrong)} wrong")
    return 1 if wrong or not records else 0


if __name__ == "__main__":
    sys.exit(main())
