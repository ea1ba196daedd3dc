"""Keys, passwords and signs of a patient: what is taken out, what is warned about, what is left."""

from __future__ import annotations

import pytest

from interviewer.privacy import PATIENT, clean_text
from interviewer.privacy_secrets import KEY, PASSWORD, PRIVATE_KEY

PEM = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEow+/=\nAAAA\n-----END RSA PRIVATE KEY-----"
MASKED = {
    "OpenAI": ("key sk-proj-Ab3dEfGh1jKlMnOpQrStUv here", "key [key removed] here", KEY),
    "Amazon": ("AKIAIOSFODNN7EXAMPLE", "[key removed]", KEY),
    "GitHub": ("ghp_" + "a1B2" * 9, "[key removed]", KEY),
    "Slack": ("xoxb-1234567890-abcdef", "[key removed]", KEY),
    "Google": ("AIza" + "Sy3" * 12, "[key removed]", KEY),
    "web token": ("eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJ", "[key removed]", KEY),
    "bearer": (
        "curl -H 'Authorization: Bearer abcd'",
        "curl -H 'Authorization: Bearer [key removed]'",
        KEY,
    ),
    "bearer in prose": ("the bearer a1b2c3d4e5f6g7", "the bearer [key removed]", KEY),
    "login in an address": (
        "psql postgresql://u:p@h/db",
        "psql postgresql://[login removed]@h/db",
        PASSWORD,
    ),
    "at sign in a password": ("https://me:p@ss@h", "https://[login removed]@h", PASSWORD),
    "no user": ("redis://:hunter2@h:6379", "redis://[login removed]@h:6379", PASSWORD),
    "private key": (f"see\n{PEM}\nend", "see\n[private key removed]\nend", PRIVATE_KEY),
    "private key without its end": (
        "-----BEGIN PRIVATE KEY-----\nMIIE\nAAAA==\nthat was it",
        "[private key removed]\nthat was it",
        PRIVATE_KEY,
    ),
    "private key on one line": (
        "-----BEGIN PRIVATE KEY-----\\nMIIE",
        "[private key removed]",
        PRIVATE_KEY,
    ),
    "password on a line": ("password: x", "password: [password removed]", PASSWORD),
    "password told": ("my password is hunter2.", "my password is [password removed].", PASSWORD),
    "password in quotes": (
        "the password was “swordfish”!",
        "the password was “[password removed]”!",
        PASSWORD,
    ),
    "password with a space in quotes": (
        "PASSWORD='x y'",
        "PASSWORD='[password removed]'",
        PASSWORD,
    ),
    "password in code": ("pwd=abc;", "pwd=[password removed];", PASSWORD),
    "password in JSON": ('"password": "abc"', '"password": "[password removed]"', PASSWORD),
    "named key": ("API_KEY = abcd1234efgh", "API_KEY = [key removed]", KEY),
    "named secret": ("client secret: Zx9-yWvU8t", "client secret: [key removed]", KEY),
    "hidden by a zero width space": ("AKIAIOSF\u200bODNN7EXAMPLE", "[key removed]", KEY),
}


@pytest.mark.parametrize(("raw", "text", "notice"), MASKED.values(), ids=MASKED)
def test_a_secret_is_taken_out_and_the_person_told(raw: str, text: str, notice: str) -> None:
    """F89."""
    cleaned = clean_text(raw)
    assert cleaned.text == text
    assert notice in cleaned.notices


@pytest.mark.parametrize(
    "text",
    [
        "The password is stored hashed, and the token is expired after an hour.",
        "Our access token was rotated every 15 minutes.",
        "The password is 12 characters long.",
        "A password was base64 encoded, then sha256 hashed with bcrypt.",
        "The password: everyone knew it.",
        "We moved to OAuth2 with bearer authentication tokens.",
        "The secret is to stay calm and check the facts.",
        "Secret: communication with the people on call.",
        "We pass: the build was green. I pass = true.",
        "We used sk-learn-based pipelines and a task-based queue.",
        "http://localhost:8080/path?email=a@b.org",
        "The API key was kept in a vault, the private key never left it.",
        "Passwords: we removed 12345678 of them.",
        "password reset: the flow was broken",
    ],
)
def test_talk_about_secrets_is_left_as_it_is(text: str) -> None:
    assert clean_text(text) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        "MRN 8842071, Tobias Kellerman, DOB 07/22/2016",
        "SSN 219-09-9999",
        "call (405) 555-0143",
        "I still think about Ezekiel, he was nine",
        "the only child with that disease in our county",
    ],
)
def test_signs_of_a_patient_are_warned_about_and_kept(text: str) -> None:
    assert clean_text(text) == (text, (PATIENT,))


@pytest.mark.parametrize(
    "text",
    [
        "That was the only case in which we rolled back.",
        "We cut latency from 120-150 ms on 2024-05-17 to 40.",
        "Mara, she was right about the schema.",
        "It served 300 200 1000 users over 3 sites.",
    ],
)
def test_ordinary_numbers_and_names_raise_no_alarm(text: str) -> None:
    assert clean_text(text) == (text, ())
